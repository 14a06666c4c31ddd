//! 首页, 意见建议, 无障碍说明: the public doors and the pages that every footer links to.

use fadu_base::Date;
use fadu_desk::view::FieldError;
use maud::{Markup, html};

use crate::components::{date_boxes, error_summary};
use crate::url;

/// The six doors.
pub fn body(staff: bool, known: bool) -> Markup {
    html! {
        h1 { "法治政府平台" }
        p { "每一步办理都有依据、有期限、有记录，能核验。" }
        ul.doors {
            li { a href=(url::to("/my")) { "我的事" } p { "看办到哪一步，说自己的意见，下载文书" } }
            li { a href=(url::to("/publicity")) { "查公示" } p { "谁能执法，依据什么，结果怎样" } }
            li { a href=(url::to("/verify")) { "核验文书" } p { "文书是不是原件，登记过没有" } }
            li { a href=(url::to("/law")) { "法规" } p { "某一天有效的条文是怎么写的" } }
            li { a href=(url::to("/procedures")) { "程序" } p { "有哪些步骤，每一步依据什么，期限多长" } }
            li { a href=(url::to("/log")) { "编号登记" } p { "编号是不是连续，谁都可以对照" } }
            @if staff || !known { li { a href=(url::to("/office")) { "办公" } p { "工作人员办理办件" } } }
        }
    }
}

/// The day of a sample store, to be moved on.
pub fn sample(day: Date, errors: &[FieldError]) -> Markup {
    html! {
        div.narrow {
            (error_summary(errors))
            h1 { "换一天" }
            p { "示例数据的今天是 " time datetime=(day) { (day.zh_weekday()) } "。往后换一天，可以看期限怎么走、哪些行为变得可以办。不能往回换。" }
            form.box method="post" action=(url::to("/sample")) {
                div.f {
                    fieldset id="f-day" {
                        legend { "换到哪天" }
                        (date_boxes("day", "f-day", &day.succ().to_string(), None))
                    }
                }
                p.hint { "隔了很久，登录会失效，请再登录一次。" }
                button type="submit" { "换到这天" }
            }
        }
    }
}

/// 意见建议
pub fn feedback() -> Markup {
    html! {
        div.narrow {
            h1 { "意见建议" }
            p { "您对本平台的意见，可以拨打 12345，或者写信给本级司法行政部门。执法人员的问题，也可以向执法监督机构投诉。" }
            p { "请写明页面地址和时间；与办件有关的，写明办件编号。不要写密码。" }
        }
    }
}

/// 无障碍说明
pub fn accessibility() -> Markup {
    html! {
        div.narrow {
            h1 { "无障碍说明" }
            p { "全部页面可以只用键盘，可以用读屏软件，可以放大到四倍，不用脚本也能办。每页右上角可以换大字版。" }
            h2 { "键盘" }
            ul {
                li { "Ctrl 加 K：到查找框" }
                li { "Ctrl 加回车：按主要的按钮" }
                li { "Esc：收起打开的说明" }
            }
            p { "有看不清、办不了的地方，请拨打 12345，可以请人代办。" }
        }
    }
}
