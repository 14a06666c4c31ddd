//! Packs are built into the binary; a change of one rebuilds it.

fn main() {
    println!("cargo:rerun-if-changed=../../packs");
}
