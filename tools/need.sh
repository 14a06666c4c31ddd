# Installs what ./start and ./test need on a fresh Debian machine. Sourced by them; does nothing where all is there.

say() { printf '%s\n' "$*" >&2; }

# Runs a command as root: as it is, or through sudo.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
    say "needs root: $*"
    return 1
  fi
}

# need PACKAGE CHECK…: the check is a command that succeeds where the package is there.
missing=()
need() {
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}

# Reads the package lists once, so that packages can be found and fetched.
lists_are_read=
read_lists() {
  [ -z "$lists_are_read" ] || return 0
  as_root apt-get update -q >/dev/null || say "apt-get update failed; going on with the lists that are there"
  lists_are_read=1
}

install_missing() {
  [ ${#missing[@]} -gt 0 ] || return 0
  if ! command -v apt-get >/dev/null; then
    say "please install: ${missing[*]} (Debian's names; there is no apt-get here)"
    exit 3
  fi
  say "installing ${missing[*]}"
  read_lists
  local log
  log=$(mktemp)
  if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" >"$log" 2>&1; then
    tail -20 "$log" >&2
    say "could not install ${missing[*]}"
    exit 3
  fi
  rm -f "$log"
  missing=()
}

# The Rust that Cargo.toml asks for. Debian 13 has rustup as a package; elsewhere a person installs it.
need_rust() {
  local wanted
  wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  [ -x "$HOME/.cargo/bin/cargo" ] && PATH=$HOME/.cargo/bin:$PATH
  if ! command -v cargo >/dev/null && command -v apt-get >/dev/null; then
    read_lists
    if apt-cache show rustup >/dev/null 2>&1; then
      missing+=(rustup)
      install_missing
      rustup default stable >&2
    fi
  fi
  local found
  found=$(cargo --version 2>/dev/null | awk "{print \$2}" || true)
  if [ -z "$found" ] || [ "$(printf '%s\n%s\n' "$wanted" "$found" | sort -V | head -1)" != "$wanted" ]; then
    say "needs Rust $wanted or newer, found ${found:-none}: install it with rustup, then run this again"
    exit 3
  fi
}

# What every build needs.
need_build_tools() {
  need gcc command -v cc
  need libc6-dev test -e /usr/include/stdio.h
  need ca-certificates test -e /etc/ssl/certs/ca-certificates.crt
  install_missing
  need_rust
}

# The fonts of official documents, into ./fonts.
need_fonts() {
  if [ ! -s fonts/NotoSansCJK-Regular.ttc ] && command -v apt-get >/dev/null; then read_lists; fi
  tools/fetch_fonts.sh >&2
}
