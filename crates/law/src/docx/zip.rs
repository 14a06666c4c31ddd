//! One entry of a zip archive. Only what `.docx` files use: stored or deflated, one disk, no password.

/// Entries that a document has at most; real ones have about twenty.
const MOST_ENTRIES: usize = 4_096;
const END: &[u8] = b"PK\x05\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";
const END_SIZE: usize = 22;
const LONGEST_COMMENT: usize = 65_535;

/// The bytes of the entry of that name, at most `most`; `None` when there is no such entry.
pub(super) fn unfold(bytes: &[u8], name: &str, most: usize) -> Result<Option<Vec<u8>>, String> {
    let Some(entry) = find(bytes, name)? else {
        return Ok(None);
    };
    if entry.flags & 1 != 0 {
        return Err("加了密码，请去掉密码再导入".to_owned());
    }
    let too_big = || format!("正文解开以后超过 {} 兆字节", most >> 20);
    if most < entry.size {
        return Err(too_big());
    }
    let packed = packed(bytes, &entry)?;
    let whole =
        match entry.method {
            0 if most < packed.len() => return Err(too_big()),
            0 => packed.to_vec(),
            8 => miniz_oxide::inflate::decompress_to_vec_with_limit(packed, most).map_err(|e| {
                match e.status {
                    miniz_oxide::inflate::TINFLStatus::HasMoreOutput => too_big(),
                    _ => "压缩的数据不完整".to_owned(),
                }
            })?,
            other => return Err(format!("用了不认识的压缩方法（{other}）")),
        };
    if whole.len() != entry.size || crc32(&whole) != entry.crc {
        return Err("内容和校验值不一致，可能没有下载完整".to_owned());
    }
    Ok(Some(whole))
}

struct Entry {
    flags: u16,
    method: u16,
    crc: u32,
    packed: usize,
    size: usize,
    local: usize,
}

fn find(bytes: &[u8], name: &str) -> Result<Option<Entry>, String> {
    let torn = || "目录不完整".to_owned();
    let end = end(bytes).ok_or("找不到目录，可能没有下载完整")?;
    let count = usize::from(short(bytes, end + 10).ok_or_else(torn)?);
    if MOST_ENTRIES < count {
        return Err(format!("里面的文件太多（{count} 个）"));
    }
    let mut at = long(bytes, end + 16).ok_or_else(torn)?;
    let mut found = None;
    for _ in 0..count {
        if slice(bytes, at, 4) != Some(ENTRY) {
            return Err(torn());
        }
        let field = |offset| short(bytes, at + offset).ok_or_else(torn);
        let wide = |offset| long(bytes, at + offset).ok_or_else(torn);
        let (name_len, extra, comment) = (field(28)?, field(30)?, field(32)?);
        let own = slice(bytes, at + 46, usize::from(name_len)).ok_or_else(torn)?;
        if own == name.as_bytes() {
            // Two entries of one name: readers would disagree about what the file says.
            if found.is_some() {
                return Err("正文有两份".to_owned());
            }
            found = Some(Entry {
                flags: field(8)?,
                method: field(10)?,
                crc: u32::try_from(wide(16)?).map_err(|_| torn())?,
                packed: wide(20)?,
                size: wide(24)?,
                local: wide(42)?,
            });
        }
        at += 46 + usize::from(name_len) + usize::from(extra) + usize::from(comment);
    }
    Ok(found)
}

fn packed<'a>(bytes: &'a [u8], entry: &Entry) -> Result<&'a [u8], String> {
    let torn = || "正文的位置不对".to_owned();
    let at = entry.local;
    if slice(bytes, at, 4) != Some(LOCAL) {
        return Err(torn());
    }
    let name = short(bytes, at.saturating_add(26)).ok_or_else(torn)?;
    let extra = short(bytes, at.saturating_add(28)).ok_or_else(torn)?;
    let start = at
        .saturating_add(30)
        .saturating_add(usize::from(name))
        .saturating_add(usize::from(extra));
    slice(bytes, start, entry.packed).ok_or_else(torn)
}

/// Where the end record begins: the last one of the file.
fn end(bytes: &[u8]) -> Option<usize> {
    let from = bytes.len().saturating_sub(END_SIZE + LONGEST_COMMENT);
    let tail = bytes.get(from..)?;
    let at = tail.windows(END.len()).rposition(|w| w == END)?;
    (from + at + END_SIZE <= bytes.len()).then_some(from + at)
}

fn slice(bytes: &[u8], at: usize, len: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(len)?)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    let two: [u8; 2] = slice(bytes, at, 2)?.try_into().ok()?;
    Some(u16::from_le_bytes(two))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    let four: [u8; 4] = slice(bytes, at, 4)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(four)).ok()
}

/// The check sum of zip archives.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            let low = crc & 1;
            crc >>= 1;
            if low == 1 {
                crc ^= 0xEDB8_8320;
            }
        }
    }
    !crc
}
