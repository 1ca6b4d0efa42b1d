//! Replicas: each partition lies three times, in three availability zones, and one replica leads.
//!
//! Only the leader serves writes and strongly consistent reads; any of the three serves eventually consistent reads, so those
//! may be stale. A write is acknowledged when two of the three have it. If the leader's zone fails, another replica takes over
//! once the leader's lease has run out, some seconds later: until then writes and strongly consistent reads of that partition
//! wait, and eventually consistent ones go on. On purpose, for a deployment, leadership is handed over without the wait.
//!
//! Our model: which replica leads follows from the numbers of table and partition; leadership stays where it is.
//!
//! Follows: paper, "Architecture", "Replication", "Durability and correctness" (leases, failover).

/// An availability zone of the region: a, b or c.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Zone {
    /// The first.
    A,
    /// The second.
    B,
    /// The third.
    C,
}

impl Zone {
    /// All three.
    pub const ALL: [Zone; 3] = [Zone::A, Zone::B, Zone::C];

    /// The letter that stands behind the region's name.
    pub fn letter(self) -> char {
        match self {
            Zone::A => 'a',
            Zone::B => 'b',
            Zone::C => 'c',
        }
    }
}

/// The replicas of one partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplicaSet {
    /// The zones in the order in which their replicas would lead; the first leads.
    zones: [Zone; 3],
}

impl ReplicaSet {
    /// The replicas of partition `partition` of key space `space`: any number that tells tables and indexes apart.
    pub fn of(space: u64, partition: u32) -> Self {
        let mut zones = Zone::ALL;
        let drawn = mixed(space.wrapping_mul(0x1_0000_0001).wrapping_add(u64::from(partition)));
        zones.rotate_left((drawn % 3) as usize);
        if drawn / 3 % 2 == 1 {
            zones.swap(1, 2);
        }
        ReplicaSet { zones }
    }

    /// Where the leader lies.
    pub fn leader(self) -> Zone {
        self.zones[0]
    }

    /// Where the others lie: the first of them would lead next.
    pub fn followers(self) -> [Zone; 2] {
        [self.zones[1], self.zones[2]]
    }

    /// Who leads when a zone has failed and the lease has run out. With one zone gone two replicas are left: enough for writes.
    pub fn leader_without(self, failed: Zone) -> Zone {
        self.zones.into_iter().find(|zone| *zone != failed).unwrap_or(self.zones[0])
    }
}

/// Spreads a number over 64 bits (splitmix64).
fn mixed(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::{ReplicaSet, Zone};

    #[test]
    fn three_zones_each_and_leaders_in_all_of_them() {
        let mut leaders = [0; 3];
        for partition in 0..999 {
            let set = ReplicaSet::of(7, partition);
            let mut zones = [set.leader(), set.followers()[0], set.followers()[1]];
            zones.sort_unstable();
            assert_eq!(zones, Zone::ALL);
            assert_eq!(ReplicaSet::of(7, partition), set);
            assert_eq!(set.leader_without(set.leader()), set.followers()[0]);
            assert_eq!(set.leader_without(set.followers()[0]), set.leader());
            leaders[set.leader() as usize] += 1;
        }
        assert!(leaders.iter().all(|count| (280..390).contains(count)), "{leaders:?}");
        assert!((0..20).any(|space| ReplicaSet::of(space, 0) != ReplicaSet::of(7, 0)));
    }
}
