//! Pages: one file each, from the structs of the desk to markup.

pub mod act;
pub mod admin;
pub mod approval;
pub mod behaviour;
pub mod case;
pub mod cases;
pub mod check;
pub mod document;
pub mod evidence;
pub mod failure;
pub mod form;
pub mod home;
pub mod law;
pub mod log;
pub mod login;
pub mod me;
pub mod my;
pub mod numbers;
pub mod procedure;
pub mod registers;
pub mod today;
pub mod verify;
