//! 安全管理 and 审计.

use super::Answer;
use crate::layout::Page;
use crate::pages::admin;
use crate::visit::Known;

/// GET /admin/security
pub async fn security(known: Known) -> Answer {
    let rows = known
        .desk()
        .accounts(&known.actor)
        .await
        .map_err(|r| known.refused(&r))?;
    let page = Page::new("账号和岗位", "/admin/security", admin::accounts(&rows));
    Ok(known.page(&page))
}

/// GET /admin/audit
pub async fn audit(known: Known) -> Answer {
    let rows = known
        .desk()
        .events(&known.actor)
        .await
        .map_err(|r| known.refused(&r))?;
    let page = Page::new("审计", "/admin/audit", admin::events(&rows));
    Ok(known.page(&page))
}
