//! Blocks of leaves, which go to the database as one value.

use redchannel::crypto::hash::sha256;
use redchannel::ledger::leaf::Leaf;
use redchannel::vault::store::EntryRow;

use crate::support::on_both_engines;
use crate::support::stores::entry;

fn leaves(from: u64, to: u64) -> Vec<Leaf> {
    (from..to).map(|number| sha256(&[&number.to_be_bytes()])).collect()
}

#[test]
fn a_block_of_leaves_takes_its_places_in_order_or_not_at_all() {
    on_both_engines(|bench| async move {
        let mut tx = bench.stores.main.write().await.unwrap();
        tx.place_leaves(1, 0, &leaves(0, 64)).await.unwrap();
        tx.place_leaves(1, 64, &leaves(64, 1000)).await.unwrap();
        tx.place_leaves(1, 1000, &[]).await.unwrap();
        tx.place_leaves(2, 0, &leaves(0, 1)).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = bench.stores.main.write().await.unwrap();
        assert!(tx.place_leaves(1, 999, &leaves(999, 1063)).await.is_err(), "a place is taken");
        assert!(tx.commit().await.is_err());

        let mut tx = bench.stores.main.read().await.unwrap();
        assert_eq!(tx.leaves(1, 0, 10_000).await.unwrap(), leaves(0, 1000));
        assert_eq!(tx.leaves(2, 0, 10_000).await.unwrap(), leaves(0, 1));
        for index in [0, 63, 64, 999] {
            let leaf = sha256(&[&u64::try_from(index).unwrap().to_be_bytes()]);
            assert_eq!(tx.index_of(1, &leaf).await.unwrap(), Some(index));
        }
    });
}

#[test]
fn leaves_are_taken_off_the_queue_together_and_others_stay() {
    on_both_engines(|bench| async move {
        for leaf in leaves(0, 70) {
            let row = EntryRow { leaf, ..entry() };
            bench.stores.main.act().await.unwrap().record(&row).await.unwrap().commit().await.unwrap();
        }
        let mut tx = bench.stores.main.write().await.unwrap();
        assert_eq!(tx.unqueue(&[]).await.unwrap(), 0);
        // Some of these never waited.
        assert_eq!(tx.unqueue(&leaves(3, 100)).await.unwrap(), 67);
        tx.commit().await.unwrap();
        let waiting = bench.stores.main.read().await.unwrap().waiting(100).await.unwrap();
        let mut expected = leaves(0, 3);
        expected.sort_unstable();
        assert_eq!(waiting.into_iter().map(|(leaf, _)| leaf).collect::<Vec<_>>(), expected);
    });
}
