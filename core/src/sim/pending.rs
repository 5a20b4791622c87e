//! What is still to come, counted as far as it matters for the question whether a run is over although
//! something is: workers that ask an empty queue, and relays that look into an empty outbox, do so for ever.

/// Counts of pending events, and of what could still be brought about by them.
#[derive(Default)]
pub(super) struct Pending {
    /// Events that the relays of outboxes have set themselves: polls, and ends of their patience.
    pub(super) relays: usize,
    /// Messages in outboxes; without any the above bring about nothing.
    pub(super) rows: usize,
    /// Times that clients have set.
    pub(super) timers: usize,
    /// Calls that are open; without any the above bring about nothing.
    pub(super) calls: usize,
    /// Events that are polls, by edge: by themselves they bring about nothing but polls.
    pub(super) polls: Vec<usize>,
    /// Events that nobody counts on: that something breaks or is mended, and what will turn out moot.
    pub(super) uncounted: usize,
    /// Whether the broker is down: until something is mended nothing else makes it take a message.
    pub(super) broker_down: bool,
}

impl Pending {
    /// Whether of so many pending events all are polls, or such as bring about nothing.
    pub(super) fn only_polls_are_among(&self, events: usize) -> bool {
        let relays = if self.rows == 0 { self.relays } else { 0 };
        let timers = if self.calls == 0 { self.timers } else { 0 };
        events == self.polls.iter().sum::<usize>() + self.uncounted + relays + timers
    }
}
