//! `fadu demo`, `fadu serve`, `fadu init`.

use std::net::SocketAddr;
use std::sync::Arc;

use fadu_desk::demo;
use fadu_desk::{Desk, NewPerson, Office};
use fadu_web::Options;

use crate::exit::{FINE, Outcome, Stop, operator, print_line};
use crate::installation::{Served, Store, refused, run as with};

/// 做一个示例县并打开。例：fadu demo
#[derive(clap::Args)]
pub struct DemoArgs {
    #[command(flatten)]
    store: Store,
    /// 网页的地址
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// 只做数据，不打开网页
    #[arg(long)]
    only: bool,
}

/// 打开网页。例：fadu serve --data /srv/fadu --listen 0.0.0.0:8080 --prefix /fz
#[derive(clap::Args)]
pub struct ServeArgs {
    #[command(flatten)]
    store: Store,
    /// 网页的地址
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// 挂在哪个路径下
    #[arg(long, default_value = "")]
    prefix: String,
    /// 前面有 https：登录凭据只走 https
    #[arg(long)]
    secure: bool,
}

/// 新装：空的数据文件夹、一个单位和三类管理员。例：fadu init --org 示例县
#[derive(clap::Args)]
pub struct InitArgs {
    #[command(flatten)]
    store: Store,
    /// 行政区域的名称，以后不能改
    #[arg(long)]
    org: String,
}

pub fn run_demo(args: &DemoArgs) -> Outcome {
    with(async {
        let fresh = !args.store.exists();
        let fonts = args.store.load_fonts()?;
        if fonts.is_none() {
            return Err(operator(
                "没有字体，做不出文书。先运行 tools/fetch_fonts.sh，或者用 --fonts 指明文件夹。",
            ));
        }
        let (served, logins) = if fresh {
            let bar = indicatif::ProgressBar::new(0);
            let progress = |done: usize, all: usize| {
                bar.set_length(all as u64);
                bar.set_position(done as u64);
            };
            let made = demo::make(args.store.data.clone(), fonts, &progress)
                .await
                .map_err(refused)?;
            bar.finish_and_clear();
            args.store.keep_org(made.desk.org())?;
            print_line(&format!(
                "做好了示例县：{} 个办件，{} 次办理。",
                made.cases, made.acts
            ));
            (
                Served {
                    desk: Arc::new(made.desk),
                    clock: Some(made.clock),
                },
                (made.logins, made.password),
            )
        } else {
            let opened = demo::open(args.store.data.clone(), fonts)
                .await
                .map_err(refused)?;
            (
                Served {
                    desk: Arc::new(opened.desk),
                    clock: Some(opened.clock),
                },
                (opened.logins, opened.password),
            )
        };
        if args.only {
            return Ok(FINE);
        }
        let (logins, password) = logins;
        print_line(&format!("地址：http://{}", args.listen));
        for login in &logins {
            print_line(&format!(
                "  {} 密码 {password}：{}（{}）",
                login.login, login.name, login.role
            ));
        }
        let sample_logins = logins
            .into_iter()
            .map(|l| (l.login, password.clone(), format!("{}，{}", l.name, l.role)))
            .collect();
        let options = Options {
            sample_logins,
            sample_clock: served.clock,
            ..Options::default()
        };
        serve(served.desk, args.listen, options).await
    })
}

pub fn run_serve(args: &ServeArgs) -> Outcome {
    with(async {
        let desk = args.store.open().await?;
        if desk.sample() {
            let fonts = args.store.load_fonts()?;
            drop(desk);
            let opened = demo::open(args.store.data.clone(), fonts)
                .await
                .map_err(refused)?;
            let options = Options {
                prefix: args.prefix.clone(),
                secure: args.secure,
                sample_logins: opened
                    .logins
                    .into_iter()
                    .map(|l| {
                        (
                            l.login,
                            opened.password.clone(),
                            format!("{}，{}", l.name, l.role),
                        )
                    })
                    .collect(),
                sample_clock: Some(opened.clock),
            };
            return serve(Arc::new(opened.desk), args.listen, options).await;
        }
        let options = Options {
            prefix: args.prefix.clone(),
            secure: args.secure,
            ..Options::default()
        };
        serve(Arc::new(desk), args.listen, options).await
    })
}

async fn serve(desk: Arc<Desk>, listen: SocketAddr, options: Options) -> Outcome {
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(|e| operator(format!("地址 {listen} 用不了：{e}")))?;
    let sequencer = desk.clone();
    tokio::spawn(async move { sequencer.keep_sequencing().await });
    print_line(&format!("已经打开：http://{listen}{}", options.prefix));
    let stopped = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    fadu_web::serve(desk, listener, options, stopped)
        .await
        .map_err(|e| operator(format!("网页停了：{e}")))?;
    Ok(FINE)
}

pub fn run_init(args: &InitArgs) -> Outcome {
    with(async {
        if args.store.exists() {
            return Err(operator(format!(
                "{} 里已经有数据",
                args.store.data.display()
            )));
        }
        args.store.keep_org(&args.org)?;
        let desk = args.store.open_or_make(&args.org).await?;
        for (login, kind, name) in [
            ("system", "system", "系统管理员"),
            ("security", "security", "安全管理员"),
            ("audit", "audit", "审计管理员"),
        ] {
            let password = desk.new_password();
            let person = NewPerson {
                name: name.to_owned(),
                login: login.to_owned(),
                password: password.clone(),
                admin: kind.to_owned(),
                kind: "staff".to_owned(),
                ..NewPerson::default()
            };
            desk.add_person(None, &person).await.map_err(refused)?;
            print_line(&format!(
                "{name}：账号 {login}，密码 {password}。请登录后修改。"
            ));
        }
        print_line("下一步：fadu office add、fadu user add，然后 fadu serve。");
        Ok(FINE)
    })
}

/// 单位。例：fadu office add --id zj --name 示例县住房和城乡建设局 --short 示住建
#[derive(clap::Args)]
pub struct OfficeArgs {
    #[command(flatten)]
    store: Store,
    #[command(subcommand)]
    what: OfficeWhat,
}

#[derive(clap::Subcommand)]
enum OfficeWhat {
    /// 增加一个单位
    Add {
        /// 代号，小写字母
        #[arg(long)]
        id: String,
        /// 名称
        #[arg(long)]
        name: String,
        /// 文号里的简称
        #[arg(long)]
        short: String,
        /// 文书里还要的资料，一个 JSON 对象：银行、复议机关、法院
        #[arg(long, default_value = "{}")]
        details: String,
    },
}

/// 人员和账号。例：fadu user add --name 王建国 --login wang --office zj --role 承办人
#[derive(clap::Args)]
pub struct UserArgs {
    #[command(flatten)]
    store: Store,
    #[command(subcommand)]
    what: UserWhat,
}

#[derive(clap::Subcommand)]
enum UserWhat {
    /// 增加一个人
    Add {
        /// 姓名
        #[arg(long)]
        name: String,
        /// 登录名
        #[arg(long)]
        login: String,
        /// 单位代号
        #[arg(long)]
        office: String,
        /// 岗位上的角色；可以写几次
        #[arg(long)]
        role: Vec<String>,
    },
    /// 重设密码
    Password {
        /// 登录名
        login: String,
    },
}

pub fn run_office(args: &OfficeArgs) -> Outcome {
    with(async {
        let desk = args.store.open().await?;
        let OfficeWhat::Add {
            id,
            name,
            short,
            details,
        } = &args.what;
        let office = Office {
            id: id.clone(),
            name: name.clone(),
            short: short.clone(),
            letters: id.clone(),
            details: details.clone(),
        };
        desk.add_office(None, &office).await.map_err(refused)?;
        print_line(&format!("已经增加：{name}"));
        Ok(FINE)
    })
}

pub fn run_user(args: &UserArgs) -> Outcome {
    with(async {
        let desk = args.store.open().await?;
        match &args.what {
            UserWhat::Add {
                name,
                login,
                office,
                role,
            } => add_user(&desk, name, login, office, role).await,
            UserWhat::Password { login } => {
                let password = desk.new_password();
                desk.set_password(None, login, &password)
                    .await
                    .map_err(refused)?;
                print_line(&format!("{login} 的新密码：{password}"));
                Ok(FINE)
            }
        }
    })
}

async fn add_user(
    desk: &Desk,
    name: &str,
    login: &str,
    office: &str,
    roles: &[String],
) -> Result<u8, Stop> {
    let password = desk.new_password();
    let person = NewPerson {
        name: name.to_owned(),
        login: login.to_owned(),
        password: password.clone(),
        kind: "staff".to_owned(),
        ..NewPerson::default()
    };
    let id = desk.add_person(None, &person).await.map_err(refused)?;
    for role in roles {
        let post = fadu_desk::NewPost {
            person: id.clone(),
            role: role.clone(),
            office: office.to_owned(),
            ..Default::default()
        };
        desk.add_post(None, &post).await.map_err(refused)?;
    }
    print_line(&format!(
        "{name}：账号 {login}，密码 {password}。请登录后修改。"
    ));
    Ok(FINE)
}
