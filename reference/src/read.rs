//! Files to a procedure (section 2.1): the file's own statements and those of its parts.

use crate::formula::{P, Res, literal};
use crate::lex::{Statement, T, statements};
use crate::tree::*;
use crate::value::V;

/// Finds the text of a part (`用`).
pub type Parts<'a> = &'a dyn Fn(&str) -> Option<String>;

pub fn procedure(text: &str, part: Parts) -> Res<Procedure> {
    let mut p = Procedure::default();
    take(&mut p, &statements(text))?;
    for name in p.parts.clone() {
        let text = part(&name).ok_or(format!("no part {name}"))?;
        take(&mut p, &statements(&text))?;
    }
    Ok(p)
}

fn take(p: &mut Procedure, all: &[Statement]) -> Res<()> {
    for s in all {
        one(p, s).map_err(|e| format!("{} {:?}: {e}", s.word, s.head.first()))?;
    }
    Ok(())
}

fn names(t: &[T]) -> Vec<String> {
    t.iter()
        .filter_map(|t| match t {
            T::Name(n) => Some(n.clone()),
            T::P('*') => Some("*".into()),
            _ => None,
        })
        .collect()
}

fn refs(t: &[T]) -> Vec<Ref> {
    t.iter()
        .filter_map(|t| match t {
            T::Name(n) => Some(Ref::Name(n.clone())),
            T::Meaning(m) => Some(Ref::Meaning(m.clone())),
            _ => None,
        })
        .collect()
}

fn titles(t: &[T]) -> Vec<String> {
    t.iter().filter_map(|t| if let T::Title(n) = t { Some(n.clone()) } else { None }).collect()
}

fn first(t: &[T]) -> String {
    names(t).into_iter().next().unwrap_or_default()
}

fn clause<'a>(s: &'a Statement, w: &str) -> Option<&'a [T]> {
    s.clauses.iter().find(|c| c.0 == w).map(|c| c.1.as_slice())
}

fn list(s: &Statement, w: &str) -> Vec<String> {
    s.clauses.iter().filter(|c| c.0 == w).flat_map(|c| names(&c.1)).collect()
}

fn formula(s: &Statement, w: &str) -> Res<Option<E>> {
    clause(s, w).map(|t| P::new(t).all()).transpose()
}

fn ty(t: &[T]) -> Type {
    let all = names(t);
    let word = all.first().cloned().unwrap_or_default();
    let choices = match word.as_str() {
        "单选" | "多选" => all[1..].iter().filter(|n| !["序", "个人信息", "商业秘密"].contains(&n.as_str())).cloned().collect(),
        _ => Vec::new(),
    };
    Type { word, choices }
}

fn one(p: &mut Procedure, s: &Statement) -> Res<()> {
    match s.word.as_str() {
        "程序" => {
            let head = names(&s.head);
            p.name = head.first().cloned().unwrap_or_default();
            p.slug = head.get(1).cloned().unwrap_or_default();
            p.opens = list(s, "起");
            p.closes = list(s, "终");
            p.parts = list(s, "用");
            p.titles = clause(s, "依据").map(titles).unwrap_or_default();
        }
        "角色" => p.roles.push(Role {
            name: first(&s.head),
            meanings: list(s, "义"),
            registers: list(s, "持"),
            outside: clause(s, "外部").is_some(),
            system: clause(s, "系统").is_some(),
        }),
        "参数" => {
            let cut = s.head.iter().position(|t| *t == T::P('=')).unwrap_or(s.head.len());
            let default = s.head.get(cut + 1..).map(|t| P::new(t).all()).transpose()?;
            p.parameters.push(Parameter { name: first(&s.head), ty: ty(&s.head[1..cut]), default });
        }
        "设" => {
            let (name, value) = (first(&s.head), P::new(s.head.get(2..).unwrap_or_default()).all()?);
            if let Some(x) = p.parameters.iter_mut().find(|x| x.name == name) {
                x.default = Some(value);
            }
        }
        "事实" => {
            let source = clause(s, "源").map(names).filter(|n| n.len() == 4);
            p.facts.push(Fact {
                name: first(&s.head),
                ty: ty(&s.head[1..]),
                meanings: list(s, "义"),
                formula: formula(s, "=")?,
                source: source.map(|n| (n[0].clone(), n[1].clone(), n[3].clone())),
                limit: formula(s, "限")?,
                initial: formula(s, "初")?,
            });
        }
        "行为" => {
            let (may_fill, revokes) = (list(s, "选填"), list(s, "撤"));
            p.acts.push(Act {
                name: first(&s.head),
                roles: list(s, "由"),
                fills: list(s, "填"),
                fills_all: may_fill.contains(&"*".to_owned()),
                may_fill,
                meanings: list(s, "义"),
                behaviours: list(s, "类"),
                many: clause(s, "多次").is_some(),
                revokes_one: revokes.contains(&"*".to_owned()),
                revokes,
                after_end: clause(s, "结后").is_some(),
                late: clause(s, "补录").map(|t| P::new(t).term()).transpose()?.map(|e| *e),
            });
        }
        "可" => {
            for (word, t) in s.clauses.iter().filter(|c| c.0 == "须" || c.0 == "不得") {
                for target in refs(&s.head) {
                    p.conditions.push(condition(target, word == "不得", t)?);
                }
            }
        }
        "应" => p.duties.push(must(s)?),
        "名录" => p.registers.push(register(s)),
        "表" => {
            let range = clause(s, "效").unwrap_or_default();
            let mut days = range.iter().filter_map(|t| match t {
                T::Lit(l) => crate::day::parse_day(l),
                _ => None,
            });
            let rows: Vec<_> = s.rows.iter().filter(|r| !r.iter().flatten().all(|t| *t == T::P('-'))).cloned().collect();
            let columns = rows.first().map(|r| r.iter().map(|c| first(c)).collect()).unwrap_or_default();
            p.tables.push(Table {
                output: list(s, "出").pop().unwrap_or_default(),
                first: clause(s, "首中").is_some(),
                from: days.next(),
                to: days.next(),
                columns,
                rows: rows.into_iter().skip(1).collect(),
            });
        }
        "性质" => {
            let cites = clause(s, "据").map(titles).unwrap_or_default();
            for (word, t) in &s.clauses {
                if let Some(property) = property(word, t)? {
                    p.properties.push((first(&s.head), property, cites.clone()));
                }
            }
        }
        _ => {}
    }
    Ok(())
}

/// M6: `须 φ 若 ψ` = `非 ψ 或 φ`; `不得 φ` = `须 非 φ`.
fn condition(target: Ref, forbidden: bool, t: &[T]) -> Res<Condition> {
    let mut p = P::new(t);
    let name = if t.get(1) == Some(&T::P(':')) {
        p.i = 2;
        Some(first(t))
    } else {
        None
    };
    let mut e = p.or()?;
    if forbidden {
        e = E::Not(Box::new(e));
    }
    let mut cites = Vec::new();
    while !p.done() {
        match p.name()?.as_str() {
            "若" => e = E::Or(vec![E::Not(Box::new(p.or()?)), e]),
            "据" => {
                let from = p.i;
                while p.at(0).is_some() && !["若", "违", "言"].contains(&p.name_at(0).unwrap_or("")) {
                    p.i += 1;
                }
                cites = titles(&t[from..p.i]);
            }
            _ => {
                while p.at(0).is_some() && !["若", "据", "违", "言"].contains(&p.name_at(0).unwrap_or("")) {
                    p.i += 1;
                }
            }
        }
    }
    Ok(Condition { target, name, formula: e, titles: cites })
}

fn must(s: &Statement) -> Res<Must> {
    let mut p = P::new(&s.head);
    let mut name = None;
    if p.at(1) == Some(&T::P(':')) {
        name = Some(p.name()?);
        p.i += 1;
    }
    let target = p.reference()?;
    if !p.word("于") {
        return Err("于 expected".into());
    }
    let trigger = p.reference()?;
    let before = p.word("前");
    if !before && !p.word("后") {
        return Err("后 expected".into());
    }
    let length = if p.word("及时") {
        Length::Soon
    } else {
        let term = *p.term()?;
        p.word("内");
        if before { Length::Before(term) } else { Length::After(term) }
    };
    let condition = if p.word("若") { Some(p.all()?) } else { formula(s, "若")? };
    let mut must = Must {
        name,
        target,
        trigger,
        length,
        condition,
        titles: clause(s, "据").map(titles).unwrap_or_default(),
        no_rest: clause(s, "不顺延").is_some(),
        extend: Vec::new(),
        stop: Vec::new(),
        restart: list(s, "重起"),
    };
    for (word, t) in &s.clauses {
        let mut p = P::new(t);
        if word == "延" {
            let (act, term) = (p.name()?, *p.term()?);
            let times = match p.at(0) {
                Some(T::Lit(l)) => l.strip_suffix('次').and_then(|n| n.parse().ok()),
                _ => None,
            };
            must.extend.push((act, term, times));
        } else if word == "停" {
            let from = p.name()?;
            p.word("至");
            must.stop.push((from, p.name()?));
        }
    }
    Ok(must)
}

fn register(s: &Statement) -> Register {
    let inner = clause(s, "案内").is_some() || names(&s.head).contains(&"案内".to_owned());
    let mut r = Register { name: first(&s.head), inner, ..Register::default() };
    for (word, t) in &s.clauses {
        let all = names(t);
        match word.as_str() {
            "字段" => r.fields.push((first(t), ty(t.get(1..).unwrap_or_default()))),
            "效期" if all.len() == 3 => r.valid = Some((all[0].clone(), all[2].clone())),
            "键" => r.key = all.first().cloned(),
            "由" => {
                let Some(cut) = all.iter().position(|n| ["立", "停", "销"].contains(&n.as_str())) else {
                    continue;
                };
                let rest: Vec<String> = all[cut + 1..].iter().filter(|n| *n != "按").cloned().collect();
                let pairs = if all[cut] == "立" {
                    rest.chunks(2).filter(|c| c.len() == 2).map(|c| (c[0].clone(), c[1].clone())).collect()
                } else {
                    rest.into_iter().map(|n| (String::new(), n)).collect()
                };
                r.by.push((all[..cut].to_vec(), all[cut].clone(), pairs));
            }
            _ => {}
        }
    }
    r
}

fn property(word: &str, t: &[T]) -> Res<Option<Property>> {
    let mut p = P::new(t);
    Ok(Some(match word {
        "凡" => {
            let x = p.reference()?;
            if p.word("时") {
                return Ok(Some(Property::When(x, p.all()?)));
            }
            p.word("后");
            p.word("不得");
            let y = p.reference()?;
            let unless = if p.word("除非") { Some(p.all()?) } else { None };
            Property::NotAfter(x, y, unless)
        }
        "恒" => Property::Always(p.all()?),
        "终局时" => Property::AtEnd(p.all()?),
        "分离" => Property::Apart(p.reference()?, p.reference()?),
        "限期" | "恒可" | "总能" | "可达" => Property::Other,
        _ => return Ok(None),
    }))
}

/// One cell of a table: does the value fit? None: unknown.
pub fn cell(t: &[T], value: Option<&V>, choices: &[String]) -> Option<bool> {
    if t.is_empty() || t == [T::P('-')] {
        return Some(true);
    }
    let value = value?;
    let index = |v: &V| match v {
        V::Text(s) => choices.iter().position(|c| c == s).map(|i| V::Num(crate::value::Q::int(i as i64))),
        other => Some(other.clone()),
    };
    let read = |t: &[T]| match t {
        [T::Lit(l)] => literal(l),
        [T::P('-'), T::Lit(l)] => match literal(l) {
            Some(V::Num(q)) => Some(V::Num(crate::value::Q(-q.0, q.1))),
            Some(V::Money(q)) => Some(V::Money(crate::value::Q(-q.0, q.1))),
            other => other,
        },
        [T::Name(n)] if n == "是" || n == "否" => Some(V::Bool(n == "是")),
        [T::Name(n)] | [T::Str(n)] => Some(V::Text(n.clone())),
        _ => None,
    };
    let holds = |op: char, bound: &[T]| {
        let order = crate::eval::order(&index(value)?, &index(&read(bound)?)?)?;
        Some(match op {
            '<' => order.is_lt(),
            '≤' => order.is_le(),
            '>' => order.is_gt(),
            _ => order.is_ge(),
        })
    };
    match t {
        [T::P(op @ ('<' | '≤' | '>' | '≥')), bound @ ..] => holds(*op, bound),
        [T::P(open @ ('[' | '(')), inner @ .., T::P(close)] => {
            let cut = inner.iter().position(|t| *t == T::P(','))?;
            let low = holds(if *open == '[' { '≥' } else { '>' }, &inner[..cut])?;
            Some(low && holds(if *close == ']' { '≤' } else { '<' }, &inner[cut + 1..])?)
        }
        many => Some(many.split(|t| *t == T::P(',')).any(|one| match (read(one), value) {
            (Some(V::Text(w)), V::Set(s)) => s.len() == 1 && s.contains(&w),
            (Some(V::Num(a)), V::Num(b)) => a == *b,
            (Some(w), v) => w == *v,
            _ => false,
        })),
    }
}
