//! Reads how many tests passed and failed from what the test runners print.

use std::ops::Add;

/// How the closing line of nextest begins.
const SUMMARY: &str = "Summary [";

/// Tests, or steps that are one test.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
}

impl Add for Count {
    type Output = Count;

    fn add(self, other: Count) -> Count {
        Count {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }
}

impl Count {
    /// What a command of many tests did: its closing lines, and at least one failure if it did not end well.
    pub fn of_tests(output: &str, ended_well: bool) -> Count {
        let lines: Vec<String> = output
            .lines()
            .map(|line| plain(line).trim().to_owned())
            .collect();
        // nextest repeats what a failed test printed, which has a closing line of its own.
        let summary: Vec<&String> = lines
            .iter()
            .filter(|line| line.starts_with(SUMMARY))
            .collect();
        let closing = if summary.is_empty() {
            lines.iter().collect()
        } else {
            summary
        };
        let counted = closing
            .into_iter()
            .filter_map(|line| closing_line(line))
            .fold(Count::default(), Count::add);
        let unsaid = !ended_well && counted.failed == 0;
        Count {
            failed: counted.failed + u64::from(unsaid),
            ..counted
        }
    }

    /// What a command that is one test did.
    pub fn of_one(ended_well: bool) -> Count {
        Count {
            passed: u64::from(ended_well),
            failed: u64::from(!ended_well),
        }
    }
}

/// nextest: `Summary [ 1.0s] 9 tests run: 8 passed (1 slow), 1 failed, 0 skipped`; cargo: `test result: ok. 8 passed; 1 failed; …`;
/// node: `# pass 8` and `# fail 1`; ours: `8 passed, 1 failed`.
fn closing_line(line: &str) -> Option<Count> {
    let number = |text: &str| text.trim().parse::<u64>().ok();
    for mark in ["# ", "ℹ "] {
        if let Some(passed) = line
            .strip_prefix(mark)
            .and_then(|rest| rest.strip_prefix("pass "))
        {
            return Some(Count {
                passed: number(passed)?,
                failed: 0,
            });
        }
        if let Some(failed) = line
            .strip_prefix(mark)
            .and_then(|rest| rest.strip_prefix("fail "))
        {
            return Some(Count {
                passed: 0,
                failed: number(failed)?,
            });
        }
    }
    let ours =
        line.chars().next().is_some_and(|c| c.is_ascii_digit()) && line.contains(" passed, ");
    if !line.starts_with(SUMMARY) && !line.starts_with("test result:") && !ours {
        return None;
    }
    let before = |word: &str| {
        let (start, _) = line.split_once(word)?;
        number(start.rsplit([' ', ':']).next()?)
    };
    Some(Count {
        passed: before(" passed").unwrap_or(0),
        failed: before(" failed").unwrap_or(0) + before(" timed out").unwrap_or(0),
    })
}

/// Without colours.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            chars.by_ref().find(|c| c.is_ascii_alphabetic());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(output: &str, ended_well: bool, passed: u64, failed: u64) {
        assert_eq!(
            Count::of_tests(output, ended_well),
            Count { passed, failed },
            "{output}"
        );
    }

    #[test]
    fn closing_lines_of_the_runners_are_read() {
        check(
            "     Summary [   0.029s] 44 tests run: 43 passed (2 slow), 1 failed, 3 skipped",
            false,
            43,
            1,
        );
        check(
            "\u{1b}[32;1m     Summary\u{1b}[0m [   0.029s] \u{1b}[1m44\u{1b}[0m tests run: \u{1b}[1m44\u{1b}[0m passed, 0 skipped",
            true,
            44,
            0,
        );
        check(
            "     Summary [ 0.1s] 4 tests run: 2 passed, 1 failed, 1 timed out, 0 skipped",
            false,
            2,
            2,
        );
        check(
            "test result: ok. 3 passed; 0 failed; 0 ignored\ntest result: FAILED. 1 passed; 2 failed;",
            false,
            4,
            2,
        );
        check(
            "    test result: FAILED. 0 passed; 1 failed;\n     Summary [ 0.1s] 4 tests run: 3 passed, 1 failed, 0 skipped",
            false,
            3,
            1,
        );
        check("# pass 5\n# fail 1", false, 5, 1);
        check("7 passed, 0 failed", true, 7, 0);
    }

    #[test]
    fn a_run_that_ends_badly_has_a_failure() {
        check("error: could not compile", false, 0, 1);
        check("7 passed, 0 failed", false, 7, 1);
        check("he said: 3 passed, I think", true, 0, 0);
    }
}
