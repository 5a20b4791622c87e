//! Fills the arguments into a text.
//!
//! `{0}` is the first argument. `{1:these|those|others}` chooses by the second one: nothing or no from the first,
//! something or yes the second; a count of 1, of 2 or more the first, the second or the third; a place in a list
//! of choices the one at that place. Beyond the last choice it is the last. Choices may have arguments inside.
//! A text that is a list has its entries parted as choices are.

use super::number::{milliseconds, percent, ratio};
use super::phrase::{Piece, Sentence, Who};
use super::ui::{place, Ui};
use super::Lang;

/// An argument of a text.
#[derive(Clone, Copy)]
pub(super) enum Arg<'a> {
    /// The number of an operation, from 1.
    Op(u32),
    /// Several of them.
    Ops(&'a [u32]),
    /// A name.
    Name(&'a str),
    /// A name, or none.
    Maybe(Option<&'a str>),
    /// How many.
    Count(usize),
    /// How many, where the choice is one of the forms that a noun has with a number: one, two, five.
    Forms(u32),
    /// Milliseconds; the choice is between 0 and more.
    Ms(f64),
    /// A share of 0 to 1.
    Share(f64),
    /// How many times as much.
    Times(f64),
    /// Only chooses.
    Choice(usize),
    /// A service, or one of its workers.
    Who(Who<'a>),
}

impl Arg<'_> {
    /// Which choice it makes, from 0.
    fn choice(self, lang: Lang) -> usize {
        match self {
            Arg::Maybe(name) => name.is_some().into(),
            Arg::Count(count) => count.wrapping_sub(1),
            Arg::Forms(count) => form(lang, count),
            Arg::Ms(ms) => (ms > 0.0).into(),
            Arg::Choice(place) => place,
            _ => 0,
        }
    }
}

/// Which form a noun has with a number: one, two, five in Russian; one and many in English.
fn form(lang: Lang, count: u32) -> usize {
    match (lang, count % 10, count % 100) {
        (Lang::En, ..) => (count != 1).into(),
        (_, 1, tens) if tens != 11 => 0,
        (_, 2..=4, tens) if !(12..=14).contains(&tens) => 1,
        _ => 2,
    }
}

/// One of a service that is called by its workers, `Consumer` of `Consumers`: its initial and the rest.
fn one_of_them<'a>(service: &str, noun: &'a str) -> Option<(char, &'a str)> {
    let (mut all, mut one) = (service.chars(), noun.chars());
    let (initial, small) = (all.next()?, one.next()?);
    let rest = one.as_str();
    // Its ending may be another in the plural; its initial is small.
    one.next_back();
    let stem = one.as_str();
    // Latin and Russian capitals stand 32 before their small letters; a table of all alphabets would be downloaded.
    let same_letter =
        initial == small || u32::from(initial) + 32 == u32::from(small) || (initial, small) == ('Ё', 'ё');
    let same = same_letter && all.as_str().starts_with(stem);
    // With fewer letters than three in common they are two words.
    (same && stem.chars().nth(1).is_some()).then_some((initial, rest))
}

/// What stands before the first `end` outside of braces, and what comes after it, if there is one.
fn until(text: &str, end: u8) -> (&str, Option<&str>) {
    let mut depth = 0;
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            // Not by indexes: what these would say of a letter cut in two, every visitor would download.
            _ if depth == 0 && byte == end => {
                return (text.get(..place).unwrap_or_default(), text.get(place + 1..));
            }
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    (text, None)
}

/// The entry at a place of a list; beyond the last one the last.
pub fn entry(list: &str, place: usize) -> &str {
    let (mut entry, mut rest) = until(list, b'|');
    for _ in 0..place {
        let Some(more) = rest else { break };
        (entry, rest) = until(more, b'|');
    }
    entry
}

/// All entries of a list.
pub fn entries(list: &str) -> Vec<&str> {
    let mut entries = Vec::new();
    let mut rest = Some(list);
    while let Some(more) = rest {
        let (entry, after) = until(more, b'|');
        entries.push(entry);
        rest = after;
    }
    entries
}

/// A sentence under way.
pub(super) struct Filling<'a> {
    ui: &'a Ui,
    said: Sentence,
    words: String,
}

impl<'a> Filling<'a> {
    pub fn new(ui: &'a Ui) -> Self {
        Filling { ui, said: Vec::new(), words: String::new() }
    }

    /// Says a text with its arguments.
    pub fn say(mut self, text: &str, args: &[Arg]) -> Self {
        self.add(text, args);
        self
    }

    /// The sentence.
    pub fn sentence(mut self) -> Sentence {
        self.close();
        self.said
    }

    /// The sentence where it has no operation in it.
    pub fn text(self) -> String {
        self.words
    }

    fn close(&mut self) {
        if !self.words.is_empty() {
            self.said.push(Piece::Text(std::mem::take(&mut self.words)));
        }
    }

    fn operation(&mut self, op: u32) {
        self.close();
        self.said.push(Piece::Operation(op));
    }

    fn add(&mut self, text: &str, args: &[Arg]) {
        let (words, mut rest) = until(text, b'{');
        self.words.push_str(words);
        while let Some(more) = rest {
            let (inside, after) = until(more, b'}');
            let (number, choices) = until(inside, b':');
            let place = number.bytes().next().unwrap_or_default().wrapping_sub(b'0');
            if let Some(arg) = args.get(usize::from(place)) {
                match choices {
                    Some(choices) => self.add(entry(choices, arg.choice(self.ui.lang)), args),
                    None => self.argument(*arg),
                }
            }
            let (words, next) = until(after.unwrap_or_default(), b'{');
            self.words.push_str(words);
            rest = next;
        }
    }

    fn argument(&mut self, arg: Arg) {
        let lang = self.ui.lang;
        let words = match arg {
            Arg::Op(op) => return self.operation(op),
            Arg::Ops(ops) => return self.operations(ops),
            Arg::Who(Who { service, worker: Some((noun, number)) }) => {
                if let Some((initial, rest)) = one_of_them(service, noun) {
                    self.words.push(initial);
                    return self.add("{0} {1}", &[Arg::Name(rest), Arg::Count(number as usize)]);
                }
                let args = [Arg::Name(service), Arg::Name(noun), Arg::Count(number as usize)];
                return self.add(self.ui.texts[place::worker_of], &args);
            }
            Arg::Name(name) | Arg::Maybe(Some(name)) | Arg::Who(Who { service: name, .. }) => {
                return self.words.push_str(name);
            }
            Arg::Count(count) => count.to_string(),
            Arg::Forms(count) => count.to_string(),
            Arg::Ms(ms) => milliseconds(lang, ms),
            Arg::Share(share) => percent(lang, share),
            Arg::Times(times) => ratio(lang, times),
            Arg::Maybe(None) | Arg::Choice(_) => return,
        };
        self.words.push_str(&words);
    }

    /// `③, ④ and ⑤`; of more than four, the first three and how many more there are.
    fn operations(&mut self, ops: &[u32]) {
        let shown = if ops.len() > 4 { &ops[..3] } else { ops };
        for (place, op) in shown.iter().enumerate() {
            match place {
                0 => {}
                _ if place + 1 == ops.len() => self.words.push_str(self.ui.and()),
                _ => self.words.push_str(", "),
            }
            self.operation(*op);
        }
        if shown.len() < ops.len() {
            self.add(self.ui.texts[place::and_more], &[Arg::Count(ops.len() - shown.len())]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(lang: Lang, text: &str, args: &[Arg]) -> String {
        Filling::new(lang.ui()).say(text, args).text()
    }

    #[test]
    fn numerals_take_their_form() {
        let parts =
            |lang, count| said(lang, lang.ui().texts[place::parts], &[Arg::Count(0), Arg::Forms(count)]);
        for (count, ru, en) in [
            (1, "часть", "part"),
            (2, "части", "parts"),
            (5, "частей", "parts"),
            (11, "частей", "parts"),
            (21, "часть", "parts"),
            (112, "частей", "parts"),
        ] {
            assert_eq!(parts(Lang::Ru, count), format!("0 {ru}"), "{count}");
            assert_eq!(parts(Lang::En, count), format!("0 {en}"), "{count}");
        }
    }

    #[test]
    fn arguments_choose_and_stand_inside_of_choices() {
        let who = |name| {
            said(Lang::En, "a{0: nobody| {0} {1:once|twice|{1} times}}!", &[Arg::Maybe(name), Arg::Count(7)])
        };
        assert_eq!(who(None), "a nobody!");
        assert_eq!(who(Some("cat")), "a cat 7 times!");
        assert_eq!(said(Lang::En, "{0:now|in {0}}", &[Arg::Ms(0.0)]), "now");
        assert_eq!(said(Lang::Ru, "{0:now|in {0}}", &[Arg::Ms(1.5)]), "in 1,5\u{2009}мс");
        // What lacks its argument says nothing there, and nothing of it breaks.
        assert_eq!(said(Lang::En, "a{3} b{", &[]), "a b");
    }

    #[test]
    fn one_of_a_service_called_by_its_workers_is_called_so() {
        let who =
            |lang, service, noun| said(lang, "{0}", &[Arg::Who(Who { service, worker: Some((noun, 2)) })]);
        assert_eq!(who(Lang::En, "Consumers", "consumer"), "Consumer 2");
        assert_eq!(who(Lang::Ru, "Потребители", "потребитель"), "Потребитель 2");
        assert_eq!(who(Lang::Ru, "Серверы", "сервер"), "Сервер 2");
        assert_eq!(who(Lang::En, "Payments", "worker"), "Payments worker 2");
        assert_eq!(who(Lang::Ru, "Платежи", "обработчик"), "Платежи, обработчик 2");
        // Another initial is another word; a few letters in common are chance.
        assert_eq!(who(Lang::En, "Robots", "bot"), "Robots bot 2");
        assert_eq!(who(Lang::En, "Bookings", "cook"), "Bookings cook 2");
        assert_eq!(who(Lang::En, "Cashiers", "man"), "Cashiers man 2");
        assert_eq!(who(Lang::En, "Canteen", "can"), "Canteen can 2");
        assert_eq!(who(Lang::En, "Nodes", "node"), "Node 2");
        assert_eq!(who(Lang::Ru, "Банки", "танк"), "Банки, танк 2");
        assert_eq!(who(Lang::Ru, "Ёлки", "ёлка"), "Ёлка 2");
        assert_eq!(who(Lang::En, "A", "x"), "A x 2");
        assert_eq!(who(Lang::En, "", ""), "  2");
    }

    #[test]
    fn entries_of_a_list_may_have_choices() {
        let list = "one|two {0:a|b}|three";
        assert_eq!([0, 1, 2, 9].map(|place| entry(list, place)), ["one", "two {0:a|b}", "three", "three"]);
        assert_eq!(entries(list), ["one", "two {0:a|b}", "three"]);
    }

    #[test]
    fn many_operations_are_counted() {
        let listed = |ops: &[u32]| {
            super::super::plain(&Filling::new(Lang::En.ui()).say("{0}.", &[Arg::Ops(ops)]).sentence())
        };
        assert_eq!(listed(&[3]), "3.");
        assert_eq!(listed(&[3, 4, 5]), "3, 4 and 5.");
        assert_eq!(listed(&[1, 2, 3, 4, 5]), "1, 2, 3 and 2 more.");
    }
}
