//! Desks of several members at one real server, on either engine.

use redchannel::api::client::Client;
use redchannel::api::server;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::desk::casebook::{Casebook, OpenCase};
use redchannel::desk::keys::KeyDesk;
use redchannel::desk::paper::Signer;
use redchannel::desk::pen::Pen;
use redchannel::desk::people::Standing;
use redchannel::desk::seen::Seen;
use redchannel::ledger::entry::Reason;
use redchannel::model::id::CaseId;
use redchannel::model::roster::Roster;
use redchannel::vault::rosters;

use crate::api::client::serve;
use crate::support::world::{World, genesis_of, hex};

/// One member's desk.
pub struct Office {
    pub key: StaffKey,
    pub book: Casebook,
    pub client: Client,
    genesis: [u8; 32],
    world_day: redchannel::clock::Day,
}

impl Office {
    /// A desk that has just read everything.
    pub async fn open(world: &World, key: &StaffKey) -> Self {
        let mut office = Self::closed(world, key).await;
        office.sync().await;
        office
    }

    async fn closed(world: &World, key: &StaffKey) -> Self {
        let address = serve(server::router(world.vault.clone())).await;
        let signing = key.signing_key().clone();
        let client =
            Client::new(&format!("http://{address}"), key.member_id(), signing, world.clock.clone()).unwrap();
        let memory = world.folder.join(format!("{}.seen", key.member_id()));
        let seen = Seen::load(memory, key.identity().clone());
        let genesis = genesis_of(&world.people.sign(&world.people.roster(), 2));
        let book = Casebook::new(Pen::new(key, &world.clock, Reason::Casework), seen);
        Self { key: key.clone(), book, client, genesis, world_day: world.clock.today() }
    }

    /// Reads what is new.
    pub async fn sync(&mut self) {
        self.book.sync(&self.client, &self.genesis).await.unwrap();
    }

    /// Today, as it was when the desk was opened.
    pub const fn today(&self) -> redchannel::clock::Day {
        self.world_day
    }

    /// The desk's hands, for keys.
    pub fn keys(&mut self) -> KeyDesk<'_> {
        KeyDesk {
            book: &mut self.book,
            client: &self.client,
            genesis: &self.genesis,
            signer: Signer {
                member: self.key.member_id(),
                key: self.key.signing_key(),
                standing: Standing::Full,
            },
            today: self.world_day,
        }
    }

    /// The only case there is for this member.
    pub fn only_case(&self) -> Option<CaseId> {
        let mut cases = self.book.cases();
        let first = cases.next().map(|record| record.line.case);
        assert!(cases.next().is_none());
        first
    }

    /// A case as it was read last.
    pub fn case(&self, case: CaseId) -> &OpenCase {
        self.book.case(case).unwrap().content.as_ref().unwrap()
    }

    /// How many items of a case verify; asserts that nothing is wrong with it, nor with what the ledger says of it.
    pub async fn sound_items(&mut self, case: CaseId) -> usize {
        self.sync().await;
        self.book.sync_entries(&self.client, case).await.unwrap();
        let entries = self.book.entries(case).unwrap();
        assert!(!entries.is_troubled(), "{:?} {:?}", entries.discords, entries.chain);
        let open = self.case(case);
        assert!(!open.is_troubled(), "{:?}", open.examined.entries);
        open.examined.verified().count()
    }
}

/// Puts the next version of the roster in force.
pub async fn next_roster(world: &World, change: impl FnOnce(&mut Roster)) {
    let mut roster = world.people.roster();
    roster.version = 2;
    roster.previous = Some(hex(&genesis_of(&world.people.sign(&world.people.roster(), 2))));
    change(&mut roster);
    rosters::import(&world.vault, &world.people.sign(&roster, 2)).await.unwrap();
}
