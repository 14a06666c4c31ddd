//! All files of a packs folder given at once, as `fadu check packs` does.

use fadu_pack::{Folder, Workspace};

#[test]
fn parts_are_found_also_when_they_are_given_themselves() {
    let folder = Folder::builtin();
    let files: Vec<(String, String)> = folder
        .ending(".fd")
        .map(|(path, text)| (format!("packs/{path}"), text.to_string()))
        .collect();
    let workspace = Workspace::new(&files, Some(folder), &[folder]);
    let found = workspace.procedures();
    assert!(!found.is_empty());
    for procedure in found {
        let errors: Vec<&str> = procedure
            .problems
            .iter()
            .filter(|p| p.is_error())
            .map(|p| p.diagnostic.message.as_str())
            .collect();
        assert!(errors.is_empty(), "{}: {errors:?}", procedure.source.name);
    }
}
