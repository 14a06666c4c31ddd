//! All routes of the site, in one list to read.

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;
use crate::assets;
use crate::handlers::{
    acts, admin, approvals, cases, documents, files, impact, law, login, me, my, office, payments,
    procedure, public, publicity, registers, standard, trial,
};

/// The routes, without layers and prefix.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        // everybody
        .route("/", get(public::home))
        .route("/login", get(login::show).post(login::enter))
        .route("/logout", post(login::leave))
        .route("/go", get(login::go))
        .route("/law", get(law::list))
        .route("/law/{law}/{article}", get(law::on_day))
        .route("/law/{law}/v/{version}/{article}", get(law::version))
        .route(
            "/law/{law}/v/{version}/{article}/compare",
            get(law::compare),
        )
        .route("/law/{law}/v/{version}/impact", get(impact::show))
        .merge(procedures())
        .route("/discretion", get(standard::list))
        .route("/discretion/{id}", get(standard::show))
        .merge(publicity())
        .route("/verify", get(public::verify))
        .route("/log", get(public::log))
        .route("/log/checkpoint", get(public::checkpoint))
        .route("/sample", get(public::sample).post(public::move_day))
        .route("/feedback", get(public::feedback))
        .route("/accessibility", get(public::accessibility))
        .route(assets::css_path(), get(assets::css))
        .route(assets::js_path(), get(assets::js))
        .route(assets::verify_path(), get(assets::verify))
        .route("/favicon.ico", get(public::no_icon))
        // office
        .route("/office", get(office::today))
        .route("/find", get(office::find))
        .route("/office/cases", get(cases::list))
        .route("/office/intake/new", get(cases::intake))
        .route("/office/cases/{case}", get(cases::show))
        .route("/office/cases/{case}/evidence", get(cases::evidence))
        .route("/office/cases/{case}/documents", get(cases::documents))
        .route(
            "/office/cases/{case}/people",
            get(cases::people).post(cases::hand_over),
        )
        .route("/office/cases/{case}/review", get(cases::review))
        .route("/office/cases/{case}/hearing", get(cases::hearing))
        .route("/office/cases/{case}/meeting", get(cases::meeting))
        .route(
            "/office/cases/{case}/meeting/call",
            post(cases::call_meeting),
        )
        .route(
            "/office/cases/{case}/meeting/opinion",
            post(cases::give_opinion),
        )
        .route(
            "/office/cases/{case}/erase",
            get(cases::erase).post(cases::erase_now),
        )
        .merge(act_routes("/office/cases/{case}/acts/new/{act}"))
        .merge(act_routes("/office/intake/{procedure}/{act}"))
        .route("/office/acts/{act}", get(acts::show))
        .route("/office/acts/{act}/receipt", get(acts::receipt))
        .route("/office/documents/{id}", get(documents::show))
        .route("/office/documents/{id}/seal", post(documents::seal))
        .route("/office/files/{id}", get(files::show))
        .route("/office/approvals", get(approvals::list))
        .route(
            "/office/approvals/{id}",
            get(approvals::show).post(approvals::decide),
        )
        .route(
            "/office/payments",
            get(payments::show).post(payments::settle),
        )
        .route("/office/registers", get(registers::list))
        .route("/office/registers/{slug}", get(registers::show))
        .route("/office/numbers", get(registers::numbers))
        .route("/office/numbers/series", get(registers::series))
        .route("/office/numbers/reserve", post(registers::reserve))
        .route("/office/numbers/void", post(registers::void))
        .route("/office/book/{act}", get(registers::book))
        .route("/office/book/{act}/receipt", get(registers::book_receipt))
        .route("/office/me", get(me::show))
        .route("/office/me/password", post(me::password))
        .route("/office/me/post", post(me::switch))
        .route("/office/me/deputy", post(me::deputy))
        .route("/office/me/sessions", post(me::sessions))
        .route("/office/me/factor/begin", post(me::begin_factor))
        .route("/office/me/factor/confirm", post(me::confirm_factor))
        .route("/office/me/factor/end", post(me::end_factor))
        // administrators
        .route("/admin/security", get(admin::security))
        .route("/admin/audit", get(admin::audit))
        .route("/admin/grants", get(admin::grants).post(admin::ask))
        .route("/admin/grants/{id}", post(admin::decide))
        // party
        .route("/my", get(my::list))
        .route(
            "/my/find",
            get(login::ask_number).post(login::enter_by_number),
        )
        .route("/my/{case}", get(my::show))
        .merge(act_routes("/my/{case}/acts/new/{act}"))
        .route("/my/acts/{act}", get(acts::show))
        .route("/my/acts/{act}/receipt", get(acts::receipt))
        .route("/my/documents/{id}", get(documents::show))
        .fallback(public::nothing)
}

/// Procedures, for everybody; moving cases, for the office.
fn procedures() -> Router<Arc<App>> {
    Router::new()
        .route("/procedures", get(procedure::list))
        .route("/procedures/{slug}", get(procedure::show))
        .route("/procedures/{slug}/waiting", get(procedure::waiting))
        .route("/procedures/{slug}/acts/{act}", get(procedure::act))
        .route("/procedures/{slug}/text", get(procedure::text))
        .route("/procedures/{slug}/picture.svg", get(procedure::picture))
        .route("/procedures/{slug}/description", get(procedure::describe))
        .route(
            "/office/procedures/{slug}/cases",
            get(procedure::cases).post(procedure::move_cases),
        )
        .route("/office/trial", get(trial::show).post(trial::run))
}

/// What the public may read of enforcement, and the office's side of it.
fn publicity() -> Router<Arc<App>> {
    Router::new()
        .route("/publicity", get(publicity::home))
        .route("/publicity/results/{id}", get(publicity::show))
        .route("/publicity/registers/{slug}", get(publicity::register))
        .route("/publicity/{form}", get(publicity::data))
        .route("/open-data", get(publicity::open_data_page))
        .route("/office/publicity", get(publicity::tasks))
        .route("/office/publicity/credit/{kind}", get(publicity::credit))
        .route("/office/cases/{case}/publicity", get(publicity::preview))
}

/// The four addresses of doing an act.
fn act_routes(form: &str) -> Router<Arc<App>> {
    Router::new()
        .route(form, get(acts::ask).post(acts::answer))
        .route(&format!("{form}/check"), get(acts::check))
        .route(&format!("{form}/confirm"), get(acts::confirm))
        .route(&format!("{form}/do"), post(acts::perform))
}
