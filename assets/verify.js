// Verifies Fadu receipts in the browser, written from docs/receipt.md: no network, nothing but this file.
// The third verifier beside fadu-verify and tools/verify_receipt.py; all three answer docs/vectors/receipt alike.
(function (root) {
  "use strict";

  function Unreadable(text) { this.message = text; }
  function unreadable(text) { throw new Unreadable(text); }

  // ---- bytes: Uint8Array for hashing, "latin" strings (one char a byte) for looking at PDF --------
  function utf8(text) { return new TextEncoder().encode(text); }
  function latin(bytes) {
    var out = "";
    for (var i = 0; i < bytes.length; i += 8192) out += String.fromCharCode.apply(null, bytes.subarray(i, i + 8192));
    return out;
  }
  function unlatin(text) {
    var out = new Uint8Array(text.length);
    for (var i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
    return out;
  }
  function join() {
    var size = 0, at = 0, i;
    for (i = 0; i < arguments.length; i++) size += arguments[i].length;
    var out = new Uint8Array(size);
    for (i = 0; i < arguments.length; i++) { out.set(arguments[i], at); at += arguments[i].length; }
    return out;
  }
  function hex(bytes) { return Array.from(bytes, function (b) { return (b + 256).toString(16).slice(1); }).join(""); }
  function unhex(text) { return Uint8Array.from(text.match(/../g) || [], function (h) { return parseInt(h, 16); }); }
  function same(a, b) { return a.length === b.length && a.every(function (x, i) { return x === b[i]; }); }

  // ---- hashes ------------------------------------------------------------------------------------
  function padded(data, block, lengthBytes) {
    var size = Math.ceil((data.length + 1 + lengthBytes) / block) * block;
    var out = new Uint8Array(size), bits = BigInt(data.length) * 8n;
    out.set(data); out[data.length] = 0x80;
    for (var i = 0; i < 8; i++) out[size - 1 - i] = Number((bits >> BigInt(8 * i)) & 255n);
    return out;
  }
  function rol(x, n) { n &= 31; return n ? (x << n) | (x >>> (32 - n)) : x; }
  function words(v) {
    var out = new Uint8Array(v.length * 4);
    v.forEach(function (x, i) { out.set([x >>> 24, x >>> 16 & 255, x >>> 8 & 255, x & 255], i * 4); });
    return out;
  }
  function sm3(data) {
    var v = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];
    var m = padded(data, 64, 8), view = new DataView(m.buffer), w = new Int32Array(68);
    for (var start = 0; start < m.length; start += 64) {
      var j, x;
      for (j = 0; j < 16; j++) w[j] = view.getInt32(start + 4 * j);
      for (j = 16; j < 68; j++) {
        x = w[j - 16] ^ w[j - 9] ^ rol(w[j - 3], 15);
        w[j] = x ^ rol(x, 15) ^ rol(x, 23) ^ rol(w[j - 13], 7) ^ w[j - 6];
      }
      var a = v[0], b = v[1], c = v[2], d = v[3], e = v[4], f = v[5], g = v[6], h = v[7];
      for (j = 0; j < 64; j++) {
        var ss1 = rol((rol(a, 12) + e + rol(j < 16 ? 0x79cc4519 : 0x7a879d8a, j)) | 0, 7);
        var ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
        var gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
        var t1 = (ff + d + (ss1 ^ rol(a, 12)) + (w[j] ^ w[j + 4])) | 0, t2 = (gg + h + ss1 + w[j]) | 0;
        d = c; c = rol(b, 9); b = a; a = t1; h = g; g = rol(f, 19); f = e; e = t2 ^ rol(t2, 9) ^ rol(t2, 17);
      }
      v = [v[0] ^ a, v[1] ^ b, v[2] ^ c, v[3] ^ d, v[4] ^ e, v[5] ^ f, v[6] ^ g, v[7] ^ h];
    }
    return words(v);
  }

  // Constants of SHA-2: fractional parts of roots of the first primes.
  var PRIMES = [];
  for (var n = 2; PRIMES.length < 80; n++) if (PRIMES.every(function (p) { return n % p; })) PRIMES.push(n);
  function iroot(value, k) {
    var low = 0n, high = 1n << 80n;
    while (low < high) { var mid = (low + high + 1n) >> 1n; if (mid ** k <= value) low = mid; else high = mid - 1n; }
    return low;
  }
  function fraction(p, k) { return iroot(BigInt(p) << (64n * k), k) & 0xffffffffffffffffn; }
  var K512 = PRIMES.map(function (p) { return fraction(p, 3n); });
  var H512 = PRIMES.slice(0, 8).map(function (p) { return fraction(p, 2n); });
  var K256 = K512.slice(0, 64).map(function (k) { return Number(k >> 32n) | 0; });
  var H256 = H512.map(function (k) { return Number(k >> 32n) | 0; });

  function sha256(data) {
    var v = H256.slice(), m = padded(data, 64, 8), view = new DataView(m.buffer), w = new Int32Array(64);
    function ror(x, n) { return (x >>> n) | (x << (32 - n)); }
    for (var start = 0; start < m.length; start += 64) {
      var j;
      for (j = 0; j < 16; j++) w[j] = view.getInt32(start + 4 * j);
      for (j = 16; j < 64; j++) {
        var s0 = ror(w[j - 15], 7) ^ ror(w[j - 15], 18) ^ (w[j - 15] >>> 3), s1 = ror(w[j - 2], 17) ^ ror(w[j - 2], 19) ^ (w[j - 2] >>> 10);
        w[j] = (w[j - 16] + s0 + w[j - 7] + s1) | 0;
      }
      var a = v[0], b = v[1], c = v[2], d = v[3], e = v[4], f = v[5], g = v[6], h = v[7];
      for (j = 0; j < 64; j++) {
        var t1 = (h + (ror(e, 6) ^ ror(e, 11) ^ ror(e, 25)) + ((e & f) ^ (~e & g)) + K256[j] + w[j]) | 0;
        var t2 = ((ror(a, 2) ^ ror(a, 13) ^ ror(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
      }
      [a, b, c, d, e, f, g, h].forEach(function (x, i) { v[i] = (v[i] + x) | 0; });
    }
    return words(v);
  }
  function sha512(data) {
    var M = 0xffffffffffffffffn, v = H512.slice(), m = padded(data, 128, 16), view = new DataView(m.buffer);
    function ror(x, n) { return ((x >> n) | (x << (64n - n))) & M; }
    for (var start = 0; start < m.length; start += 128) {
      var w = [], j;
      for (j = 0; j < 16; j++) w.push(view.getBigUint64(start + 8 * j));
      for (j = 16; j < 80; j++) {
        var x = w[j - 15], y = w[j - 2];
        w.push((w[j - 16] + (ror(x, 1n) ^ ror(x, 8n) ^ (x >> 7n)) + w[j - 7] + (ror(y, 19n) ^ ror(y, 61n) ^ (y >> 6n))) & M);
      }
      var s = v.slice();
      for (j = 0; j < 80; j++) {
        var a = s[0], b = s[1], c = s[2], e = s[4], f = s[5], g = s[6];
        var t1 = s[7] + (ror(e, 14n) ^ ror(e, 18n) ^ ror(e, 41n)) + ((e & f) ^ (~e & M & g)) + K512[j] + w[j];
        var t2 = (ror(a, 28n) ^ ror(a, 34n) ^ ror(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
        s = [(t1 + t2) & M, a, b, c, (s[3] + t1) & M, e, f, g];
      }
      v = v.map(function (z, i) { return (z + s[i]) & M; });
    }
    var out = new Uint8Array(64), bytes = new DataView(out.buffer);
    v.forEach(function (z, i) { bytes.setBigUint64(8 * i, z); });
    return out;
  }
  var HASH = { sm3: sm3, sha256: sha256 };

  // ---- Ed25519 (RFC 8032), strict ------------------------------------------------------------------
  var P = (1n << 255n) - 19n, L = (1n << 252n) + 27742317777372353535851937790883648493n;
  function mod(a) { a %= P; return a < 0n ? a + P : a; }
  function power(a, e) { var r = 1n; for (a = mod(a); e; e >>= 1n) { if (e & 1n) r = r * a % P; a = a * a % P; } return r; }
  function inverse(a) { return power(a, P - 2n); }
  var D = mod(-121665n * inverse(121666n));
  function add(p, q) {
    var a = mod((p[1] - p[0]) * (q[1] - q[0])), b = mod((p[1] + p[0]) * (q[1] + q[0]));
    var c = mod(2n * p[3] * q[3] * D), d = mod(2n * p[2] * q[2]), e = b - a, f = d - c, g = d + c, h = b + a;
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  }
  function times(n, p) { var q = [0n, 1n, 1n, 0n]; for (; n; n >>= 1n) { if (n & 1n) q = add(q, p); p = add(p, p); } return q; }
  function little(bytes) { var n = 0n; for (var i = bytes.length - 1; i >= 0; i--) n = (n << 8n) | BigInt(bytes[i]); return n; }
  function point(raw) {
    var y = (little(raw) & ((1n << 255n) - 1n)) % P, sign = BigInt(raw[31] >> 7);
    var x2 = mod((y * y - 1n) * inverse(D * y * y + 1n)), x = power(x2, (P + 3n) / 8n);
    if (mod(x * x - x2)) x = mod(x * power(2n, (P - 1n) / 4n));
    if (mod(x * x - x2)) return null;
    if ((x & 1n) !== sign) x = P - x;
    x %= P;
    return [x, y, 1n, mod(x * y)];
  }
  function encode(p) {
    var inv = inverse(p[2]), n = mod(p[1] * inv) | ((mod(p[0] * inv) & 1n) << 255n), out = new Uint8Array(32);
    for (var i = 0; i < 32; i++) { out[i] = Number(n & 255n); n >>= 8n; }
    return out;
  }
  var ONE = encode([0n, 1n, 1n, 0n]);
  var four = new Uint8Array(32), y4 = mod(4n * inverse(5n));
  for (var i4 = 0; i4 < 32; i4++) { four[i4] = Number(y4 & 255n); y4 >>= 8n; }
  var BASE = point(four);
  function small(p) { return p === null || same(encode(times(8n, p)), ONE); }
  function ed25519(key, message, signature) {
    if (signature.length !== 64) return false;
    var r = signature.subarray(0, 32), s = little(signature.subarray(32)), a = point(key);
    if (s >= L || small(a) || small(point(r))) return false;
    var k = little(sha512(join(r, key, message))) % L;
    return same(encode(add(times(s, BASE), times(k, [mod(-a[0]), a[1], 1n, mod(-a[3])]))), r);
  }

  // ---- canonical JSON (RFC 8785) -------------------------------------------------------------------
  function canonical(v) {
    if (Array.isArray(v)) return "[" + v.map(canonical).join(",") + "]";
    if (v && typeof v === "object") return "{" + Object.keys(v).sort().map(function (k) { return JSON.stringify(k) + ":" + canonical(v[k]); }).join(",") + "}";
    return JSON.stringify(v);
  }
  function wellFormed(text) { return !/[\ud800-\udbff](?![\udc00-\udfff])|(?:[^\ud800-\udbff]|^)[\udc00-\udfff]/.test(text); }
  // Numbers that no double holds are refused; JSON.parse would round them in silence.
  function exactNumbers(text) {
    var bare = text.replace(/"(?:[^"\\]|\\.)*"/g, '""'), found = bare.match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g) || [];
    return found.every(function (t) {
      var x = Number(t);
      if (!isFinite(x)) return false;
      return !/^-?\d+$/.test(t) || t === JSON.stringify(x) || BigInt(t) === BigInt(x);
    });
  }
  // `index` and `length` are written as digits: `13.0` is another type, which JSON.parse does not show.
  function plainIntegers(text) {
    var tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}\[\],:]|[-0-9.eE+]+|[a-z]+/g) || [], path = [], key = "", ok = true;
    tokens.forEach(function (t, i) {
      if (t === "{" || t === "[") { path.push(key); key = ""; }
      else if (t === "}" || t === "]") path.pop();
      else if (t[0] === '"' && tokens[i + 1] === ":") key = t;
      else if (/^[-0-9]/.test(t)) {
        var at = path.slice(1).concat(key).join("/");
        if ((at === '"index"' || at === '"document"/"length"') && !/^\d+$/.test(t)) ok = false;
      }
    });
    return ok;
  }
  function hash(text) {
    var m = typeof text === "string" ? /^(sm3|sha256):([0-9a-f]{64})$/.exec(text) : null;
    return m ? { name: m[1], digest: unhex(m[2]) } : null;
  }
  function has(v, names) {
    return !!v && typeof v === "object" && !Array.isArray(v) && Object.keys(v).sort().join(" ") === names;
  }
  function texts(v) { return Array.isArray(v) && v.every(function (t) { return typeof t === "string"; }); }
  function salt(v) { return typeof v === "string" && /^[0-9a-f]{64}$/.test(v); }
  function whole(v) { return typeof v === "number" && Number.isInteger(v) && v >= 0 && v < 18446744073709551616 && !Object.is(v, -0); }
  function parse(raw) {
    var text, r, spelled;
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
      r = JSON.parse(text);
      spelled = canonical(r) === text;
    } catch (e) { unreadable("这不是凭证：读不出内容"); }
    var ok = exactNumbers(text) && plainIntegers(text) && wellFormed(JSON.stringify(r).replace(/\\u(d[89a-f][0-9a-f]{2})/gi, function (_, h) { return String.fromCharCode(parseInt(h, 16)); }));
    ok = ok && has(r, "act checkpoint document earlier format hash index log_key proof salt steps witness_keys");
    ok = ok && r.format === "fadu-receipt/1" && Object.keys(HASH).indexOf(r.hash) >= 0 && typeof r.checkpoint === "string";
    ok = ok && whole(r.index) && typeof r.log_key === "string" && salt(r.salt) && texts(r.steps) && texts(r.witness_keys);
    ok = ok && Array.isArray(r.proof) && r.proof.every(hash);
    ok = ok && Array.isArray(r.earlier) && r.earlier.every(function (e) { return has(e, "act salt") && salt(e.salt); });
    ok = ok && (r.document === null || has(r.document, "hash length salt") && hash(r.document.hash) && whole(r.document.length) && salt(r.document.salt));
    if (!ok) unreadable("这不是 fadu-receipt/1 的凭证");
    return { r: r, spelled: spelled };
  }

  // ---- keys, note, checkpoint ----------------------------------------------------------------------
  function unbase64(text) {
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4) return null;
    var raw;
    try { raw = atob(text); } catch (e) { return null; }
    return btoa(raw) === text ? unlatin(raw) : null;
  }
  function isName(n) { return n !== "" && !/[\p{White_Space}+\u0000-\u001f\u007f-\u009f]/u.test(n); }
  function cut(text, at) { var i = text.indexOf(at); return i < 0 ? [text, ""] : [text.slice(0, i), text.slice(i + at.length)]; }
  function vkey(text, kind) {
    var a = cut(text, "+"), b = cut(a[1], "+"), raw = unbase64(b[1]);
    if (!raw || raw.length !== 33 || raw[0] !== kind || !isName(a[0]) || !point(raw.subarray(1))) return null;
    var id = sha256(join(utf8(a[0] + "\n"), raw)).subarray(0, 4);
    return b[0] === hex(id) ? { name: a[0], id: id, key: raw.subarray(1) } : null;
  }
  function readNote(note) {
    var at = note.lastIndexOf("\n\n");
    if (/[\u0000-\u0009\u000b-\u001f]/.test(note) || at < 0 || !note.endsWith("\n")) return null;
    var lines = [], rows = note.slice(at + 2, -1).split("\n");
    for (var i = 0; i < rows.length; i++) {
      var part = cut(rows[i].slice(2), " "), raw = unbase64(part[1]);
      if (!rows[i].startsWith("— ") || !isName(part[0]) || !raw || raw.length < 5) return null;
      lines.push({ name: part[0], id: raw.subarray(0, 4), signature: raw.subarray(4) });
    }
    return { text: note.slice(0, at + 1), lines: lines };
  }
  function readCheckpoint(text, alg) {
    var l = text.split("\n");
    if (l.length !== 5 || l[4] || !isName(l[0]) || l[3] !== "fadu-tlog/v1 hash=" + alg || !/^(0|[1-9][0-9]{0,19})$/.test(l[1])) return null;
    var root = unbase64(l[2]), size = BigInt(l[1]);
    return !root || root.length !== 32 || size >= 1n << 64n ? null : { origin: l[0], size: size, root: root };
  }

  // ---- PDF, as latin strings -------------------------------------------------------------------------
  function broken() { throw new RangeError("pdf"); }
  function integer(text) { return /^[0-9]+$/.test(text) ? Number(text) : broken(); }
  function closing(b, i) {
    var depth = 0;
    while (i < b.length) {
      var c = b[i], two = b.substr(i, 2);
      if (c === "(") {
        for (var level = 0; ; i++) {
          if (i >= b.length) return -1;
          if (b[i] === "\\") i++;
          else if (b[i] === "(") level++;
          else if (b[i] === ")" && --level === 0) break;
        }
        i++;
      } else if (two === "<<" || two === ">>") { depth += c === "<" ? 1 : -1; i += 2; }
      else if (c === "<") { i = b.indexOf(">", i) + 1; if (i === 0) return -1; }
      else { depth += c === "[" ? 1 : c === "]" ? -1 : 0; i++; }
      if (depth < 0) return -1;
      if (depth === 0) return i;
    }
    return -1;
  }
  function match(re, b, i) { var r = new RegExp(re, "y"); r.lastIndex = i; return r.exec(b); }
  function end(re, b, i) { var m = match(re, b, i); return m ? i + m[0].length : -1; }
  function trim(t) { return t.replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, ""); }
  var NAME = "[^\\0\\t\\n\\f\\r /<>\\[\\](){}%]*", BLANKS = "[\\t\\n\\f\\r ]*";
  function dictionary(b, i) {
    if (b.substr(i, 2) !== "<<") broken();
    var entries = [];
    for (i = end(BLANKS, b, i + 2); b.substr(i, 2) !== ">>";) {
      if (b[i] !== "/") broken();
      var stop = end(NAME, b, i + 1), key = b.slice(i + 1, stop);
      i = end(BLANKS, b, stop);
      if (b[i] === "/") stop = end("/" + NAME, b, i);
      else if (b[i] === "(" || b[i] === "[" || b[i] === "<") stop = closing(b, i);
      else stop = end("[^/>]+(?=[/>])", b, i);
      if (stop < 0) broken();
      entries.push([key, trim(b.slice(i, stop))]);
      i = end(BLANKS, b, stop);
    }
    return entries;
  }
  function firstOf(entries) { var m = new Map(); entries.forEach(function (e) { if (!m.has(e[0])) m.set(e[0], e[1]); }); return m; }
  function table(b, at) {
    if (b.substr(at, 4) !== "xref") broken();
    var objects = new Map();
    at += 4;
    function take() { var m = match("[\\t\\n\\f\\r ]*([^\\t\\n\\f\\r <]+)", b, at); if (!m) broken(); at += m[0].length; return m[1]; }
    for (var word = take(); word !== "trailer"; word = take()) {
      var first = integer(word), count = integer(take());
      for (var n = first; n < first + count; n++) {
        var offset = integer(take()), generation = integer(take()), kind = take();
        if (kind === "n" && generation === 0 && !objects.has(n)) objects.set(n, offset);
      }
    }
    var trailer = firstOf(dictionary(b, end(BLANKS, b, at)));
    if (trailer.has("XRefStm")) broken();
    return { objects: objects, trailer: trailer };
  }
  // The document with its update, from the issued document alone; throws where it cannot take a receipt.
  function append(base, receipt, day) {
    var tail = /startxref[\t\n\f\r ]*([0-9]+)[\t\n\f\r ]*%%EOF[\t\n\f\r ]*$/.exec(base);
    if (!base.startsWith("%PDF-") || !tail) broken();
    var x = Number(tail[1]), trailer = table(base, x).trailer, root = /^([0-9]+)[\t\n\f\r ]+0+[\t\n\f\r ]+R$/.exec(trailer.get("Root") || "");
    if (trailer.has("Encrypt") || !root) broken();
    var r = Number(root[1]), s = integer(trailer.get("Size") || ""), at = x, found = null;
    for (var hops = 0; hops < 64 && !found; hops++) {
      var t = table(base, at);
      if (t.objects.has(r)) found = t.objects.get(r);
      else at = integer(t.trailer.get("Prev") || "");
    }
    var head = found === null ? null : match("[\\t\\n\\f\\r ]*([0-9]+)[\\t\\n\\f\\r ]+0+[\\t\\n\\f\\r ]+obj[\\t\\n\\f\\r ]*", base, found);
    if (!head || Number(head[1]) !== r) broken();
    var entries = dictionary(base, found + head[0].length), old = firstOf(entries);
    var empty = function (v) { return /^\[[\t\n\f\r ]*\]$/.test(v); };
    var write = function (es, but) { return es.filter(function (e) { return but.indexOf(e[0]) < 0; }).map(function (e) { return "/" + e[0] + " " + e[1]; }).join(""); };
    var names = old.has("Names") ? dictionary(old.get("Names"), 0) : [], files = firstOf(names).get("EmbeddedFiles");
    if (old.has("AF") && !empty(old.get("AF"))) broken();
    if (files !== undefined && dictionary(files, 0).some(function (e) { return e[0] !== "Names" || !empty(e[1]); })) broken();
    var catalog = "<<" + write(entries, ["AF", "Names"]) + "/AF[" + s + " 0 R]/Names<<" + write(names, ["EmbeddedFiles"]) +
      "/EmbeddedFiles<</Names[(fadu-receipt.json)" + s + " 0 R]>>>>>>";
    var spec = "<</Type/Filespec/F(fadu-receipt.json)/UF(fadu-receipt.json)/Desc(Fadu receipt)/AFRelationship/Supplement/EF<</F " +
      (s + 1) + " 0 R/UF " + (s + 1) + " 0 R>>>>";
    var m = receipt.length, stream = "<</Type/EmbeddedFile/Subtype/application#2Fjson/Params<</ModDate(D:" + day.replace(/-/g, "") +
      "000000+08'00')/Size " + m + ">>/Length " + m + ">>\nstream\n" + receipt + "\nendstream";
    var out = base.endsWith("\n") ? base : base + "\n", offsets = [];
    [[r, catalog], [s, spec], [s + 1, stream]].forEach(function (o) { offsets.push(String(out.length).padStart(10, "0")); out += o[0] + " 0 obj\n" + o[1] + "\nendobj\n"; });
    var info = ["Info", "ID"].filter(function (k) { return trailer.has(k); }).map(function (k) { return "/" + k + " " + trailer.get(k); }).join("");
    return out + "xref\n" + r + " 1\n" + offsets[0] + " 00000 n \n" + s + " 2\n" + offsets[1] + " 00000 n \n" + offsets[2] + " 00000 n \n" +
      "trailer\n<</Size " + (s + 2) + "/Root " + r + " 0 R" + info + "/Prev " + x + ">>\nstartxref\n" + out.length + "\n%%EOF\n";
  }
  function findReceipt(b) {
    var m = /([0-9]+)\n%%EOF\n$/.exec(b), t = m ? Number(m[1]) : b.length + 1, stop = b.indexOf("trailer\n", t);
    var line = t <= b.length && stop >= 0 ? /([0-9]{10}) 00000 n \n$/.exec(b.slice(t, stop)) : null;
    var start = line ? b.indexOf("stream\n", Number(line[1])) : -1, tail = "\nendstream\nendobj\n", last = t - tail.length;
    if (start < 0 || start + 7 > last || b.slice(last, t) !== tail) unreadable("这份文件里没有凭证");
    return b.slice(start + 7, last);
  }

  // ---- the receipt -----------------------------------------------------------------------------------
  function isDay(text) {
    if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) || text < "0001") return false;
    var d = new Date(text + "T00:00:00Z");
    return !isNaN(d) && d.toISOString().slice(0, 10) === text;
  }
  function record(act) {
    var own = function (k) { return Object.prototype.hasOwnProperty.call(act, k); };
    if (!act || typeof act !== "object" || Array.isArray(act) || !own("previous")) return null;
    var previous = act.previous === null ? null : hash(act.previous), docs = own("documents") ? act.documents : [];
    if (act.previous !== null && !previous || !Array.isArray(docs)) return null;
    var good = [act.case, act.act, act.on].every(function (t) { return typeof t === "string" && t; });
    if (!good || !isDay(act.on)) return null;
    var found = docs.map(function (d) { return d && typeof d === "object" ? hash(d.commitment) : null; });
    return found.indexOf(null) >= 0 ? null : { case: act.case, act: act.act, on: act.on, previous: previous, documents: found };
  }
  function equal(a, b) { return a === null || b === null ? a === b : a.name === b.name && same(a.digest, b.digest); }
  function bits(n) { return n === 0n ? 0 : n.toString(2).length; }

  function verify(file, given) {
    given = given || {};
    var raw = file.length > 4 && latin(file.subarray(0, 5)) === "%PDF-", pdf = raw ? latin(file) : null;
    var receipt = pdf === null ? file : unlatin(findReceipt(pdf)), parsed = parse(receipt), r = parsed.r, h = HASH[r.hash];
    function leaf(act, salt) { return { name: r.hash, digest: h(join(unhex(salt), utf8(canonical(act)))) }; }

    var steps = [], before = null, first = null;
    r.earlier.concat([{ act: r.act, salt: r.salt }]).every(function (e) {
      var now = record(e.act);
      if (!now || !equal(now.previous, before) || first !== null && first !== now.case) { steps = null; return false; }
      steps.push(now.act + " " + now.on);
      before = leaf(e.act, e.salt); first = now.case;
      return true;
    });
    var stepsHold = steps !== null && JSON.stringify(steps) === JSON.stringify(r.steps);

    var handed = (pdf === null ? [] : [file]).concat(given.document ? [given.document] : []), d = r.document, state;
    if (d === null) state = handed.length ? "differs" : "absent";
    else {
      var mine = record(r.act), named = hash(d.hash);
      var bound = { name: r.hash, digest: h(join(unhex(d.salt), utf8(canonical({ hash: d.hash, length: d.length })))) };
      var holds = mine !== null && named.name === r.hash && mine.documents.some(function (c) { return equal(c, bound); });
      var issued = function (bytes) {
        var base = bytes.subarray(0, d.length);
        if (base.length !== d.length || !same(HASH[named.name](base), named.digest)) return false;
        try { return bytes.length === base.length || append(latin(base), latin(receipt), mine.on) === latin(bytes); } catch (e) { return false; }
      };
      state = !holds || !handed.every(issued) ? "differs" : handed.length ? "match" : "absent";
    }

    var note = readNote(r.checkpoint), head = note && readCheckpoint(note.text, r.hash), own = vkey(r.log_key, 1);
    var checkpoint = !!head && !!own && own.name === head.origin && (!given.key || given.key === r.log_key) &&
      note.lines[0].name === own.name && same(note.lines[0].id, own.id) && note.lines.length === 1 + r.witness_keys.length &&
      ed25519(own.key, utf8(note.text), note.lines[0].signature);
    var inclusion = !!head && r.proof.every(function (p) { return hash(p).name === r.hash; }) && BigInt(r.index) < head.size;
    if (inclusion) {
      var i = BigInt(r.index), inner = bits(i ^ (head.size - 1n)), value = h(join([0], leaf(r.act, r.salt).digest));
      inclusion = r.proof.length === inner + (i >> BigInt(inner)).toString(2).replace(/0/g, "").length;
      r.proof.forEach(function (p, k) {
        var b = hash(p).digest, right = k >= inner || (i >> BigInt(k)) & 1n;
        value = h(right ? join([1], b, value) : join([1], value, b));
      });
      inclusion = inclusion && same(value, head.root);
    }
    function confirmed(text, i) {
      var w = vkey(text, 4), line = note ? note.lines[i + 1] : null;
      if (!w || r.witness_keys.indexOf(text) < i || !line || line.signature.length !== 72) return false;
      var time = new DataView(line.signature.slice(0, 8).buffer).getBigUint64(0);
      return line.name === w.name && same(line.id, w.id) && ed25519(w.key, utf8("cosignature/v1\ntime " + time + "\n" + note.text), line.signature.subarray(8));
    }
    var own_w = r.witness_keys.map(function (t, i) { return { key: t, name: cut(t, "+")[0], valid: confirmed(t, i) }; });
    var keys = (given.witnesses || []).filter(function (k, i, all) { return all.indexOf(k) === i; });
    var shown = keys.length ? keys.map(function (k) { return { name: cut(k, "+")[0], valid: own_w.some(function (w) { return w.key === k && w.valid; }) }; })
      : own_w.map(function (w) { return { name: w.name, valid: w.valid }; });
    var all = function (list) { return list.every(function (w) { return w.valid; }); };
    return {
      valid: parsed.spelled && state !== "differs" && inclusion && checkpoint && all(own_w) && all(shown) && stepsHold,
      document: state, inclusion: inclusion, checkpoint: checkpoint, log_key: given.key ? "given" : "from_receipt",
      witnesses: shown, steps: stepsHold ? r.steps : [], index: r.index, origin: head ? head.origin : "", day: r.act && r.act.recorded || ""
    };
  }

  root.faduVerify = { verify: verify, Unreadable: Unreadable, isLogKey: function (t) { return !!vkey(t, 1); }, isWitnessKey: function (t) { return !!vkey(t, 4); } };

  // ---- the page --------------------------------------------------------------------------------------
  if (typeof document === "undefined") return;
  var form = document.getElementById("verify");
  if (!form) return;
  form.hidden = false;
  function line(list, ok, text) {
    var li = document.createElement("li");
    li.className = ok ? "ok" : "stop";
    li.textContent = (ok ? "✓ " : "✕ ") + text;
    list.appendChild(li);
  }
  function show(title, ok, lines) {
    var out = document.getElementById("result"), list = document.createElement("ul");
    out.replaceChildren();
    var h = document.createElement("h2");
    h.textContent = title; h.className = ok ? "ok" : "stop"; h.tabIndex = -1;
    lines.forEach(function (l) { line(list, l[0], l[1]); });
    out.append(h, list);
    if (ok) {
      var p = document.createElement("p");
      p.textContent = "核验只说明真实和步骤，不说明内容对不对。编号册的公钥来自凭证本身；要确认是哪家的编号册，请和公布的公钥对照。";
      out.append(p);
    }
    h.focus();
  }
  function answer(file, key) {
    var v;
    try { v = verify(file, { key: key }); } catch (e) {
      if (!(e instanceof Unreadable)) throw e;
      return show("✕ 不能核验", false, [[false, e.message + "。请选下载的 PDF 文书，或者凭证文件。"]]);
    }
    var witnesses = v.witnesses.filter(function (w) { return w.valid; }).length;
    show(v.valid ? "✓ 是登记过的原件" : "✕ 不能证明是原件", v.valid, [
      [v.document !== "differs", v.document === "match" ? "内容：这份文书没有被改动" : v.document === "absent" ? "内容：只有凭证，没有文书可以对照" : "内容：文书和登记的不一样"],
      [v.inclusion && v.checkpoint, v.inclusion && v.checkpoint ? "登记：在「" + v.origin + "」编号册，第 " + (v.index + 1) + " 号" : "登记：编号册的签名或者位置对不上"],
      [witnesses === v.witnesses.length, v.witnesses.length ? "见证：" + v.witnesses.length + " 家中的 " + witnesses + " 家确认过这一页编号册" : "见证：没有见证人"],
      [v.steps.length > 0, v.steps.length ? "程序：有记录 " + v.steps.join("、") : "程序：步骤对不上"]
    ]);
  }
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var chosen = document.getElementById("file").files[0], pasted = document.getElementById("text").value.trim(), key = document.getElementById("key").value.trim();
    if (!chosen && !pasted) return show("请选文件", false, [[false, "请选下载的 PDF 文书或者凭证文件，也可以把凭证的文字贴进来。"]]);
    if (key && !vkey(key, 1)) return show("公钥不对", false, [[false, "请从公布的地方整段复制编号册的公钥，或者不填。"]]);
    if (!chosen) return answer(utf8(pasted), key);
    chosen.arrayBuffer().then(function (buffer) { answer(new Uint8Array(buffer), key); });
  });
})(typeof window === "undefined" ? globalThis : window);
