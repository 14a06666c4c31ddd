#!/usr/bin/env bash
# Fetches the free fonts that official documents are set in, from Debian packages, into a folder.
#
#   tools/fetch_fonts.sh [DIR]        default DIR: ./fonts (never committed)
#
# Nothing is installed: packages are downloaded, unpacked and thrown away. A second run does nothing.
# An office that owns 方正小标宋 or 仿宋_GB2312 puts its files into DIR/office: they are tried first.
set -euo pipefail

dir=${1:-fonts}
mkdir -p "$dir/office"
dir=$(cd "$dir" && pwd)

# package | path inside it | name in DIR
fonts='
texlive-lang-chinese|usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf|FandolFang-Regular.otf
texlive-lang-chinese|usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolHei-Regular.otf|FandolHei-Regular.otf
texlive-lang-chinese|usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolHei-Bold.otf|FandolHei-Bold.otf
texlive-lang-chinese|usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolKai-Regular.otf|FandolKai-Regular.otf
texlive-lang-chinese|usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolSong-Regular.otf|FandolSong-Regular.otf
texlive-lang-chinese|usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolSong-Bold.otf|FandolSong-Bold.otf
fonts-lxgw-wenkai|usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf|LXGWWenKai-Regular.ttf
fonts-noto-cjk|usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc|NotoSerifCJK-Regular.ttc
fonts-noto-cjk|usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc|NotoSansCJK-Regular.ttc
'

missing=$(printf '%s' "$fonts" | while IFS='|' read -r package _ name; do
  [ -z "$package" ] || [ -s "$dir/$name" ] || echo "$package"
done | sort -u)
if [ -z "$missing" ]; then
  echo "fonts are complete in $dir"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
cd "$work"
for package in $missing; do
  echo "fetching $package"
  if ! apt-get download -q "$package" >apt.log 2>&1; then
    cat apt.log >&2
    echo "apt-get could not download $package; run 'apt-get update', or put the files into $dir by hand" >&2
    exit 3
  fi
  for deb in "$package"_*.deb; do dpkg-deb -x "$deb" tree; done
  rm -f "$package"_*.deb
done

printf '%s' "$fonts" | while IFS='|' read -r package path name; do
  if [ -n "$package" ] && [ ! -s "$dir/$name" ]; then
    # Moved in one step, so that an interrupted run leaves no half file behind.
    cp "tree/$path" "$dir/.$name.part"
    mv "$dir/.$name.part" "$dir/$name"
  fi
done
echo "fonts are complete in $dir"
