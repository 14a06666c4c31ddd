#!/usr/bin/env python3
"""Verifies Fadu receipts, written from docs/receipt.md alone. Standard library only, no network.
verify_receipt.py FILE [--document PDF] [--key LOGKEY] [--witness KEY]... ; prints JSON; exit 0 valid, 1 not, 2 unreadable."""
import argparse, base64, datetime, hashlib, json, math, re, struct, sys

class Unreadable(Exception):
    pass

# ---- hashes -------------------------------------------------------------------------------------
def sm3(data):
    rol = lambda x, n: ((x << n % 32) | (x >> (32 - n % 32))) & 0xffffffff if n % 32 else x
    v = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e]
    m = data + b"\x80" + b"\0" * ((55 - len(data)) % 64) + struct.pack(">Q", 8 * len(data))
    for start in range(0, len(m), 64):
        w = list(struct.unpack(">16I", m[start:start + 64]))
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ rol(w[j - 3], 15)
            w.append(x ^ rol(x, 15) ^ rol(x, 23) ^ rol(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = v
        for j in range(64):
            ss1 = rol((rol(a, 12) + e + rol(0x79cc4519 if j < 16 else 0x7a879d8a, j)) & 0xffffffff, 7)
            ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
            gg = e ^ f ^ g if j < 16 else (e & f) | (~e & g)
            tt1, tt2 = ff + d + (ss1 ^ rol(a, 12)) + (w[j] ^ w[j + 4]), gg + h + ss1 + w[j]
            tt1, tt2 = tt1 & 0xffffffff, tt2 & 0xffffffff
            a, b, c, d, e, f, g, h = tt1, a, rol(b, 9), c, tt2 ^ rol(tt2, 9) ^ rol(tt2, 17), e, rol(f, 19), g
        v = [x ^ y for x, y in zip(v, (a, b, c, d, e, f, g, h))]
    return struct.pack(">8I", *v)

HASH = {"sm3": sm3, "sha256": lambda data: hashlib.sha256(data).digest()}

# ---- Ed25519 (RFC 8032), strict -----------------------------------------------------------------
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P

def mul(n, p):
    q = (0, 1, 1, 0)
    while n:
        q, p, n = add(q, p) if n & 1 else q, add(p, p), n >> 1
    return q

def point(raw):
    y, sign = int.from_bytes(raw, "little") % 2**255 % P, raw[31] >> 7
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x2, (P + 3) // 8, P)
    x = x if (x * x - x2) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if (x * x - x2) % P:
        return None
    x = P - x if x % 2 != sign else x
    return x % P, y, 1, x * y % P

def encode(p):
    inv = pow(p[2], -1, P)
    return (p[1] * inv % P | (p[0] * inv % P & 1) << 255).to_bytes(32, "little")

BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
small = lambda p: p is None or mul(8, p)[0] % P == 0 and encode(mul(8, p)) == encode((0, 1, 1, 0))

def ed25519(key, message, signature):
    if len(signature) != 64:
        return False
    r, s, a = signature[:32], int.from_bytes(signature[32:], "little"), point(key)
    if s >= L or small(a) or small(point(r)):
        return False
    k = int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % L
    minus_a = (-a[0] % P, a[1], 1, -a[3] % P)
    return encode(add(mul(s, BASE), mul(k, minus_a))) == r

# ---- canonical JSON (RFC 8785) ------------------------------------------------------------------
def number(x):
    if isinstance(x, int):
        try:
            text = number(float(x))
        except OverflowError:
            raise Unreadable("number")
        if int(float(x)) != x and text != str(x):
            raise Unreadable("number")
        return text
    if not math.isfinite(x):
        raise Unreadable("number")
    if x == 0:
        return "0"
    mantissa, _, exp = repr(abs(x)).partition("e")
    whole, _, part = mantissa.partition(".")
    part = "" if part == "0" else part
    point, digits = len(whole) + int(exp or 0), (whole + part)
    point -= len(digits) - len(digits.lstrip("0"))
    digits = digits.lstrip("0").rstrip("0")
    k = len(digits)
    if k <= point <= 21: text = digits + "0" * (point - k)
    elif 0 < point <= 21: text = digits[:point] + "." + digits[point:]
    elif -6 < point <= 0: text = "0." + "0" * -point + digits
    else: text = digits[0] + ("." + digits[1:] if k > 1 else "") + "e%+d" % (point - 1)
    return "-" + text if x < 0 else text

def canonical(v):
    if v is None or isinstance(v, bool): return json.dumps(v)
    if isinstance(v, str): return json.dumps(v, ensure_ascii=False)
    if isinstance(v, (int, float)): return number(v)
    if isinstance(v, list): return "[" + ",".join(map(canonical, v)) + "]"
    keys = sorted(v, key=lambda k: k.encode("utf-16-be"))
    return "{" + ",".join(canonical(k) + ":" + canonical(v[k]) for k in keys) + "}"

def parse_hash(text):
    match = re.fullmatch("(sm3|sha256):([0-9a-f]{64})", text) if isinstance(text, str) else None
    return (match[1], bytes.fromhex(match[2])) if match else None

def parse(raw):
    try:
        r = json.loads(raw.decode(), parse_int=lambda t: -0.0 if t == "-0" else int(t))
        spelled = canonical(r).encode() == raw
    except (ValueError, RecursionError) as e:
        raise Unreadable(str(e))
    def need(ok):
        if not ok: raise Unreadable("not fadu-receipt/1")
    keys = lambda v, names: isinstance(v, dict) and sorted(v) == sorted(names.split())
    texts = lambda v: isinstance(v, list) and all(isinstance(t, str) for t in v)
    salt = lambda v: isinstance(v, str) and re.fullmatch("[0-9a-f]{64}", v)
    whole = lambda v: type(v) is int and 0 <= v < 2**64
    need(keys(r, "act checkpoint document earlier format hash index log_key proof salt steps witness_keys"))
    need(r["format"] == "fadu-receipt/1" and r["hash"] in HASH and isinstance(r["checkpoint"], str))
    need(whole(r["index"]) and isinstance(r["log_key"], str) and salt(r["salt"]))
    need(texts(r["steps"]) and texts(r["witness_keys"]) and isinstance(r["earlier"], list))
    need(isinstance(r["proof"], list) and all(parse_hash(h) for h in r["proof"]))
    need(all(keys(e, "act salt") and salt(e["salt"]) for e in r["earlier"]))
    d = r["document"]
    need(d is None or keys(d, "hash length salt") and parse_hash(d["hash"]) and whole(d["length"]) and salt(d["salt"]))
    return r, spelled

# ---- keys, note, checkpoint ---------------------------------------------------------------------
def unbase64(text):
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return raw if base64.b64encode(raw).decode() == text else None

is_name = lambda n: n != "" and not any(c.isspace() or c == "+" or ord(c) < 32 or 127 <= ord(c) < 160 for c in n)

def vkey(text, kind):
    """(name, id, key) or None."""
    name, _, rest = text.partition("+")
    ident, _, code = rest.partition("+")
    raw = unbase64(code)
    if raw is None or len(raw) != 33 or raw[0] != kind or not is_name(name) or point(raw[1:]) is None:
        return None
    right = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    return (name, right, raw[1:]) if ident == right.hex() else None

def read_note(note):
    """(text, [(name, id, signature)]) or None."""
    if any(ord(c) < 32 and c != "\n" for c in note) or "\n\n" not in note or not note.endswith("\n"):
        return None
    body, _, tail = note.rpartition("\n\n")
    lines = []
    for line in tail[:-1].split("\n"):
        name, _, code = line[2:].partition(" ")
        raw = unbase64(code)
        if not line.startswith("— ") or not is_name(name) or raw is None or len(raw) < 5:
            return None
        lines.append((name, raw[:4], raw[4:]))
    return body + "\n", lines

def read_checkpoint(text, alg):
    lines = text.split("\n")
    if len(lines) != 5 or lines[4] or not is_name(lines[0]) or lines[3] != "fadu-tlog/v1 hash=" + alg:
        return None
    root = unbase64(lines[2])
    if not re.fullmatch("0|[1-9][0-9]{0,19}", lines[1]) or int(lines[1]) >= 2**64 or root is None or len(root) != 32:
        return None
    return lines[0], int(lines[1]), root

# ---- PDF ----------------------------------------------------------------------------------------
WS = rb"[\t\n\f\r ]"

def closing(b, i):
    depth = 0
    while i < len(b):
        if b[i:i + 1] == b"(":
            level = 0
            while True:
                if i >= len(b): return None
                c = b[i:i + 1]
                if c == b"\\": i += 1
                elif c == b"(": level += 1
                elif c == b")":
                    level -= 1
                    if level == 0: break
                i += 1
            i += 1
        elif b[i:i + 2] in (b"<<", b">>"): depth, i = depth + (1 if b[i:i + 1] == b"<" else -1), i + 2
        elif b[i:i + 1] == b"<":
            i = b.find(b">", i) + 1
            if i == 0: return None
        else:
            depth, i = depth + {b"[": 1, b"]": -1}.get(b[i:i + 1], 0), i + 1
        if depth < 0: return None
        if depth == 0: return i
    return None

def dictionary(b, i=0):
    """[(key, value bytes)] of the dictionary at i; raises ValueError."""
    skip = lambda i: re.compile(WS + b"*").match(b, i).end()
    if b[i:i + 2] != b"<<": raise ValueError
    i, entries = skip(i + 2), []
    while b[i:i + 2] != b">>":
        if b[i:i + 1] != b"/": raise ValueError
        end = re.compile(rb"[^\0\t\n\f\r /<>\[\](){}%]*").match(b, i + 1).end()
        key, i = b[i + 1:end], skip(end)
        if b[i:i + 1] == b"/": end = re.compile(rb"/[^\0\t\n\f\r /<>\[\](){}%]*").match(b, i).end()
        elif b[i:i + 1] in (b"(", b"[", b"<"): end = closing(b, i)
        else: end = re.compile(rb"[^/>]+(?=[/>])").match(b, i); end = end and end.end()
        if end is None: raise ValueError
        entries.append((key, b[i:end].strip(b"\t\n\f\r ")))
        i = skip(end)
    return entries

def table(b, at):
    word = re.compile(WS + rb"*([^\t\n\f\r <]+)")
    if b[at:at + 4] != b"xref": raise ValueError
    at, objects = at + 4, {}
    def take():
        nonlocal at
        m = word.match(b, at)
        if not m: raise ValueError
        at = m.end()
        return m[1]
    num = lambda w: int(w) if re.fullmatch(rb"[0-9]+", w) else int("x")
    while (first := take()) != b"trailer":
        first, count = num(first), num(take())
        for n in range(first, first + count):
            offset, generation, kind = num(take()), num(take()), take()
            if kind == b"n" and generation == 0: objects.setdefault(n, offset)
    at = re.compile(WS + b"*").match(b, at).end()
    trailer = first_of(dictionary(b, at))
    if b"XRefStm" in trailer: raise ValueError
    return objects, trailer

def first_of(entries):
    out = {}
    for k, v in entries: out.setdefault(k, v)
    return out

def append(base, receipt, day):
    """The document with its update; raises ValueError."""
    tail = re.search(rb"startxref" + WS + rb"*([0-9]+)" + WS + rb"*%%EOF" + WS + rb"*\Z", base)
    if not base.startswith(b"%PDF-") or not tail: raise ValueError
    x = int(tail[1])
    _, trailer = table(base, x)
    root = re.fullmatch(rb"([0-9]+)" + WS + rb"+0+" + WS + rb"+R", trailer.get(b"Root", b""))
    if b"Encrypt" in trailer or not root or not re.fullmatch(rb"[0-9]+", trailer.get(b"Size", b"")): raise ValueError
    r, s, at = int(root[1]), int(trailer[b"Size"]), x
    for _ in range(64):
        objects, t = table(base, at)
        if r in objects: break
        at = int(t[b"Prev"]) if b"Prev" in t else int("x")
    else: raise ValueError
    head = re.compile(WS + rb"*([0-9]+)" + WS + rb"+0+" + WS + rb"+obj" + WS + b"*").match(base, objects[r])
    if not head or int(head[1]) != r: raise ValueError
    entries = dictionary(base, head.end())
    empty = lambda v: re.fullmatch(rb"\[" + WS + rb"*\]", v)
    write = lambda es, but: b"".join(b"/" + k + b" " + v for k, v in es if k not in but)
    old = first_of(entries)
    names = dictionary(old[b"Names"]) if b"Names" in old else []
    files = first_of(names).get(b"EmbeddedFiles")
    if not empty(old.get(b"AF", b"[]")): raise ValueError
    if files is not None and any(k != b"Names" or not empty(v) for k, v in dictionary(files)): raise ValueError
    catalog = b"<<%s/AF[%d 0 R]/Names<<%s/EmbeddedFiles<</Names[(fadu-receipt.json)%d 0 R]>>>>>>" % (
        write(entries, (b"AF", b"Names")), s, write(names, (b"EmbeddedFiles",)), s)
    spec = (b"<</Type/Filespec/F(fadu-receipt.json)/UF(fadu-receipt.json)/Desc(Fadu receipt)/AFRelationship/Supplement"
            b"/EF<</F %d 0 R/UF %d 0 R>>>>" % (s + 1, s + 1))
    m = len(receipt)
    stream = (b"<</Type/EmbeddedFile/Subtype/application#2Fjson/Params<</ModDate(D:%s000000+08'00')/Size %d>>/Length %d>>"
              b"\nstream\n%s\nendstream" % (day.replace("-", "").encode(), m, m, receipt))
    out, offsets = base if base.endswith(b"\n") else base + b"\n", []
    for n, body in ((r, catalog), (s, spec), (s + 1, stream)):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    info = b"".join(b"/" + k + b" " + trailer[k] for k in (b"Info", b"ID") if k in trailer)
    return out + b"xref\n%d 1\n%010d 00000 n \n%d 2\n%010d 00000 n \n%010d 00000 n \n" % (r, offsets[0], s, *offsets[1:]) + \
        b"trailer\n<</Size %d/Root %d 0 R%s/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (s + 2, r, info, x, len(out))

def find_receipt(b):
    end = re.search(rb"([0-9]+)\n%%EOF\n\Z", b)
    t = int(end[1]) if end else len(b) + 1
    stop = b.find(b"trailer\n", t)
    line = re.search(rb"([0-9]{10}) 00000 n \n\Z", b[t:stop]) if t <= len(b) and stop >= 0 else None
    start = b.find(b"stream\n", int(line[1]), t) if line else -1
    tail = b"\nendstream\nendobj\n"
    if start < 0 or not b[:t].endswith(tail) or start + 7 > t - len(tail): raise Unreadable("no receipt in the PDF")
    return b[start + 7:t - len(tail)]

# ---- the receipt --------------------------------------------------------------------------------
def record(act):
    """(case, act, on, previous, commitments) or None."""
    if not isinstance(act, dict) or "previous" not in act: return None
    case, name, on, docs = (act.get("case"), act.get("act"), act.get("on"), act.get("documents", []))
    previous = None if act["previous"] is None else parse_hash(act["previous"])
    if act["previous"] is not None and previous is None: return None
    if not all(isinstance(t, str) and t for t in (case, name, on)) or not isinstance(docs, list): return None
    try:
        if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", on, re.A): return None
        datetime.date.fromisoformat(on)
    except ValueError:
        return None
    found = [parse_hash(d.get("commitment")) if isinstance(d, dict) else None for d in docs]
    return None if None in found else (case, name, on, previous, found)

def verify(file, document=None, key=None, witnesses=()):
    pdf = file.startswith(b"%PDF-")
    raw = find_receipt(file) if pdf else file
    r, spelled = parse(raw)
    alg, h = r["hash"], HASH[r["hash"]]
    leaf = lambda a, salt: (alg, h(bytes.fromhex(salt) + canonical(a).encode()))
    mine, d = record(r["act"]), r["document"]
    # steps
    steps, before, case = [], None, None
    for e in r["earlier"] + [{"act": r["act"], "salt": r["salt"]}]:
        now = record(e["act"])
        if now is None or now[3] != before or case not in (None, now[0]):
            steps = None
            break
        steps.append(now[1] + " " + now[2])
        before, case = leaf(e["act"], e["salt"]), now[0]
    steps_hold = steps is not None and steps == r["steps"]
    # document
    handed = ([file] if pdf else []) + ([document] if document is not None else [])
    if d is None:
        state = "differs" if handed else "absent"
    else:
        bound = canonical({"hash": d["hash"], "length": d["length"]}).encode()
        name, digest = parse_hash(d["hash"])
        holds = mine is not None and name == alg and (alg, h(bytes.fromhex(d["salt"]) + bound)) in mine[4]
        def same(b):
            base = b[:d["length"]]
            if len(base) != d["length"] or HASH[name](base) != digest: return False
            try:
                return len(b) == len(base) or append(base, raw, mine[2]) == b
            except ValueError:
                return False
        state = "differs" if not holds or not all(map(same, handed)) else "match" if handed else "absent"
    # log
    note = read_note(r["checkpoint"])
    head = read_checkpoint(note[0], alg) if note else None
    own = vkey(r["log_key"], 1)
    checkpoint = bool(head and own and own[0] == head[0] and key in (None, r["log_key"])
                      and note[1][0][:2] == own[:2] and len(note[1]) == 1 + len(r["witness_keys"])
                      and ed25519(own[2], note[0].encode(), note[1][0][2]))
    inclusion = bool(head) and all(parse_hash(p)[0] == alg for p in r["proof"]) and r["index"] < head[1]
    if inclusion:
        i, value = r["index"], h(b"\0" + leaf(r["act"], r["salt"])[1])
        inner = (i ^ (head[1] - 1)).bit_length()
        inclusion = len(r["proof"]) == inner + bin(i >> inner).count("1")
        for k, p in enumerate(r["proof"]):
            b = parse_hash(p)[1]
            value = h(b"\1" + b + value) if k >= inner or i >> k & 1 else h(b"\1" + value + b)
        inclusion = inclusion and value == head[2]
    # witnesses
    def confirmed(i, text):
        w, lines = vkey(text, 4), note[1] if note else []
        if w is None or text in r["witness_keys"][:i] or len(lines) <= i + 1: return False
        name, ident, sig = lines[i + 1]
        message = b"cosignature/v1\ntime %d\n" % int.from_bytes(sig[:8], "big") + note[0].encode()
        return (name, ident) == w[:2] and len(sig) == 72 and ed25519(w[2], message, sig[8:])
    mine_w = [(t, confirmed(i, t)) for i, t in enumerate(r["witness_keys"])]
    shown = [{"name": t.split("+")[0], "valid": v} for t, v in
             ([(g, any(g == t and v for t, v in mine_w)) for g in dict.fromkeys(witnesses)] if witnesses else mine_w)]
    valid = spelled and state != "differs" and inclusion and checkpoint and steps_hold
    valid = valid and all(v for _, v in mine_w) and all(w["valid"] for w in shown)
    return {"valid": valid, "document": state, "inclusion": inclusion, "checkpoint": checkpoint,
            "log_key": "given" if key else "from_receipt", "witnesses": shown, "steps": r["steps"] if steps_hold else []}

def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("file")
    args.add_argument("--document"), args.add_argument("--key"), args.add_argument("--witness", action="append", default=[])
    args.add_argument("--json", action="store_true", help="accepted for likeness; the answer is always JSON")
    a = args.parse_args()
    try:
        if a.key and not vkey(a.key, 1) or not all(vkey(w, 4) for w in a.witness):
            raise Unreadable("not a public key of the right kind")
        load = lambda path: open(path, "rb").read()
        report = verify(load(a.file), load(a.document) if a.document else None, a.key, a.witness)
    except (Unreadable, OSError) as e:
        print(e, file=sys.stderr)
        sys.exit(2)
    print(json.dumps(report, ensure_ascii=False, separators=(",", ":")))
    sys.exit(0 if report["valid"] else 1)

if __name__ == "__main__":
    main()
