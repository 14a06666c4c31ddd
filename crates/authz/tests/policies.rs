//! What the policies say, and that the scope of lists leaves out nothing they allow.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::collections::BTreeSet;
use std::sync::OnceLock;

use fadu_authz::{Action, Authz, CaseFacts, Grant, Reader};
use proptest::prelude::*;

fn authz() -> &'static Authz {
    static AUTHZ: OnceLock<Authz> = OnceLock::new();
    AUTHZ.get_or_init(|| Authz::new().unwrap())
}

fn officer(office: &str, procedure: &str) -> Reader {
    let posts = vec![Grant {
        office: office.into(),
        procedure: procedure.into(),
    }];
    Reader {
        person: "王".into(),
        posts,
        ..Reader::default()
    }
}

fn case() -> CaseFacts {
    CaseFacts {
        id: "c1".into(),
        office: "住建".into(),
        procedure: "penalty".into(),
        party: "公司\"} //".into(),
        ..CaseFacts::default()
    }
}

fn may(reader: &Reader, case: &CaseFacts) -> String {
    let allowed = Action::ALL
        .into_iter()
        .filter(|a| authz().allows(reader, *a, case));
    allowed
        .map(|a| format!("{a:?}"))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn who_may_what() {
    let case = case();
    assert_eq!(
        may(&officer("住建", ""), &case),
        "ViewCase Act EnterForParty HandOver Erase Numbers"
    );
    assert_eq!(
        may(&officer("住建", "penalty"), &case),
        "ViewCase Act EnterForParty HandOver Erase Numbers"
    );
    assert_eq!(may(&officer("住建", "licence"), &case), "Numbers");
    assert_eq!(may(&officer("交通", ""), &case), "");
    assert_eq!(may(&Reader::default(), &case), "");
    let party = Reader {
        person: case.party.clone(),
        ..Reader::default()
    };
    assert_eq!(may(&party, &case), "ViewMatter Act");
    // A case without a party has none that is called "".
    assert_eq!(
        may(
            &Reader::default(),
            &CaseFacts {
                party: String::new(),
                ..case.clone()
            }
        ),
        ""
    );
    let supervisor = Reader {
        supervises: BTreeSet::from(["住建".to_owned()]),
        ..officer("司法", "")
    };
    assert_eq!(may(&supervisor, &case), "ViewCase");
    for (admin, may_do) in [
        ("system", "ManageSystem"),
        ("security", "ManageAccounts"),
        ("audit", "ViewEvents"),
    ] {
        assert_eq!(
            may(
                &Reader {
                    admin: admin.into(),
                    ..officer("住建", "")
                },
                &case
            ),
            may_do
        );
    }
    let secret = CaseFacts {
        secret: true,
        ..case.clone()
    };
    assert_eq!(may(&officer("住建", ""), &secret), "Numbers");
    let own = CaseFacts {
        officers: BTreeSet::from(["王".to_owned()]),
        ..secret
    };
    assert_eq!(
        may(&officer("住建", ""), &own),
        "ViewCase Act EnterForParty HandOver Erase Numbers"
    );
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("a".to_owned()),
        Just("b".to_owned()),
        Just("c/".to_owned())
    ]
}

proptest! {
    #[test]
    fn the_scope_covers_what_the_policies_show(
        person in name(), admin in prop_oneof![4 => Just(String::new()), 1 => Just("audit".to_owned())],
        posts in proptest::collection::vec((name(), name()), 0..3),
        supervises in proptest::collection::btree_set(name(), 0..2),
        office in name(), procedure in name(), party in name(), secret: bool,
        officers in proptest::collection::btree_set(name(), 0..2),
        only in prop_oneof![4 => Just(String::new()), 1 => Just("x".to_owned()), 1 => Just("y".to_owned())],
    ) {
        let posts = posts.into_iter().map(|(office, procedure)| Grant { office, procedure }).collect();
        let reader = Reader { person, posts, supervises, admin, only };
        let case = CaseFacts { id: "x".into(), office, procedure, party, secret, officers };
        for action in [Action::ViewCase, Action::ViewMatter] {
            if authz().allows(&reader, action, &case) {
                prop_assert!(reader.scope().covers(&case), "{reader:?} {case:?}");
            }
        }
    }
}
