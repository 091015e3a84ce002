//! Sessions, nonces, rosters.

use redchannel::vault::store::{Insert, RosterRow, SessionRow, Update};

use crate::support::on_both_engines;

fn session(key: u8) -> SessionRow {
    SessionRow { key: [key; 32], data: vec![key; 64], idle_until: 1000, expires: 2000 }
}

#[test]
fn a_session_is_there_until_it_idled_or_expired() {
    on_both_engines(|bench| async move {
        let mut tx = bench.stores.main.act().await.unwrap();
        tx.put_session(&session(1)).await.unwrap();
        let found = tx.session(&[1; 32], 999).await.unwrap().unwrap();
        assert_eq!(
            (found.key, found.data, found.idle_until, found.expires),
            ([1; 32], vec![1; 64], 1000, 2000)
        );
        assert!(tx.session(&[1; 32], 1000).await.unwrap().is_none());
        assert!(tx.session(&[2; 32], 0).await.unwrap().is_none());
        assert_eq!(tx.renew_session(&[1; 32], 999, 5000).await.unwrap(), Update::Done);
        assert!(tx.session(&[1; 32], 1999).await.unwrap().is_some());
        assert!(tx.session(&[1; 32], 2000).await.unwrap().is_none());
        assert_eq!(tx.renew_session(&[1; 32], 2000, 9000).await.unwrap(), Update::Stale);
        assert_eq!(tx.renew_session(&[2; 32], 0, 9000).await.unwrap(), Update::Stale);
    });
}

#[test]
fn a_session_can_be_replaced_and_ended() {
    on_both_engines(|bench| async move {
        let mut tx = bench.stores.main.act().await.unwrap();
        tx.put_session(&session(1)).await.unwrap();
        tx.put_session(&SessionRow { data: b"new".to_vec(), idle_until: 1500, ..session(1) }).await.unwrap();
        let found = tx.session(&[1; 32], 1200).await.unwrap().unwrap();
        assert_eq!(found.data, b"new");
        tx.delete_session(&[1; 32]).await.unwrap();
        assert!(tx.session(&[1; 32], 0).await.unwrap().is_none());
        tx.delete_session(&[1; 32]).await.unwrap();
    });
}

#[test]
fn sessions_past_either_end_are_deleted() {
    on_both_engines(|bench| async move {
        let mut tx = bench.stores.main.act().await.unwrap();
        tx.put_session(&session(1)).await.unwrap();
        tx.put_session(&SessionRow { idle_until: 9000, ..session(2) }).await.unwrap();
        tx.put_session(&SessionRow { idle_until: 9000, expires: 9000, ..session(3) }).await.unwrap();
        assert_eq!(tx.delete_expired_sessions(999).await.unwrap(), 0);
        assert_eq!(tx.delete_expired_sessions(2000).await.unwrap(), 2);
        assert!(tx.session(&[3; 32], 2000).await.unwrap().is_some());
    });
}

#[test]
fn a_nonce_is_accepted_once_while_it_is_remembered() {
    on_both_engines(|bench| async move {
        let mut tx = bench.stores.main.act().await.unwrap();
        assert_eq!(tx.insert_nonce(&[1; 16], 100).await.unwrap(), Insert::Done);
        assert_eq!(tx.insert_nonce(&[1; 16], 101).await.unwrap(), Insert::Exists);
        assert_eq!(tx.insert_nonce(&[2; 16], 101).await.unwrap(), Insert::Done);
        assert_eq!(tx.prune_nonces_before(101).await.unwrap(), 1);
        assert_eq!(tx.insert_nonce(&[2; 16], 101).await.unwrap(), Insert::Exists);
        assert_eq!(tx.insert_nonce(&[1; 16], 101).await.unwrap(), Insert::Done);
    });
}

#[test]
fn a_verified_roster_takes_the_place_of_what_stood_there_and_the_oldest_comes_first() {
    on_both_engines(|bench| async move {
        let roster = |version, note: &str| RosterRow { version, note: note.to_owned() };
        let mut tx = bench.stores.main.act().await.unwrap();
        tx.put_roster(&roster(2, "two — δύο")).await.unwrap();
        tx.put_roster(&roster(1, "forged")).await.unwrap();
        tx.put_roster(&roster(1, "one")).await.unwrap();
        assert_eq!(tx.rosters().await.unwrap(), [roster(1, "one"), roster(2, "two — δύο")]);
    });
}
