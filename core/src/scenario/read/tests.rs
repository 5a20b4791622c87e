//! What the reader says of values that do not fit.

use super::*;
use serde_json::{json, Value};

/// What a reader says of a value that stands at `list.1.here`.
fn said<T>(here: Value, read: fn(Node) -> T) -> String {
    let mut problems = Problems::default();
    let file: Json = json!({"list": [null, {"here": here}]}).into();
    let top = Node::top(&file, &problems);
    let list = top.below(Step::Field("list"), file.get("list"));
    let place = list.below(Step::Place(1), list.value.and_then(|list| list.as_list()?.get(1)));
    let here = place.below(Step::Field("here"), place.value.and_then(|place| place.get("here")));
    read(here);
    problems.first().map_or("nothing".into(), |first| first.to_string())
}

#[test]
fn the_way_is_made_of_fields_and_places() {
    let second = |node: Node| node.list(0, 9, |entry| entry.list(0, 9, |deep| deep.flag()));
    assert_eq!(said(json!([[], [true, 1]]), second), "list.1.here.1.1: is 1; expected true or false");
    assert_eq!(said(json!([[], [true]]), second), "nothing");
    let names = |node: Node| node.named(|entry| entry.text().len());
    assert_eq!(said(json!({"a": "b", "c": []}), names), "list.1.here.c: is a list of 0; expected a text");
}

#[test]
fn fields_are_known_and_there() {
    let one = |node: Node| node.fields(&["a"]).opt("a").is_some();
    let two = |node: Node| node.fields(&["a", "b"]).at("b").flag();
    let three = |node: Node| node.fields(&["a", "b", "c"]).opt("a").is_some();
    assert_eq!(said(json!({"x": 1}), one), "list.1.here.x: unknown field `x`, expected `a`");
    assert_eq!(said(json!({"x": 1}), two), "list.1.here.x: unknown field `x`, expected `a` or `b`");
    assert_eq!(
        said(json!({"x": 1}), three),
        "list.1.here.x: unknown field `x`, expected one of `a`, `b`, `c`"
    );
    assert_eq!(said(json!({"a": 1}), two), "list.1.here: missing field `b`");
    assert_eq!(said(json!({"b": true}), two), "nothing");
    assert_eq!(said(json!(null), one), "list.1.here: is null; expected an object");
}

#[test]
fn null_says_absent_only_where_a_field_is_optional() {
    let opt = |node: Node| node.fields(&["a"]).opt("a").map(|here| here.flag());
    let list = |node: Node| node.fields(&["a"]).list("a", 1, |entry| entry.flag());
    assert_eq!(said(json!({}), opt), "nothing");
    assert_eq!(said(json!({"a": null}), opt), "nothing");
    assert_eq!(said(json!({"a": 1}), opt), "list.1.here.a: is 1; expected true or false");
    assert_eq!(said(json!({}), list), "nothing");
    assert_eq!(said(json!({"a": null}), list), "list.1.here.a: is null; expected a list");
}

#[test]
fn kinds_and_words_are_listed() {
    let kind = |node: Node| node.variant(&["fixed", "free"]).0;
    let single = "expected an object with a single field, `fixed` or `free`";
    assert_eq!(
        said(json!({"fixd": {}}), kind),
        "list.1.here.fixd: unknown variant `fixd`, expected `fixed` or `free`"
    );
    assert_eq!(said(json!("fixed"), kind), format!("list.1.here: is \"fixed\"; {single}"));
    assert_eq!(said(json!({}), kind), format!("list.1.here: is an object of 0; {single}"));
    assert_eq!(
        said(json!({"fixed": 1, "free": 1}), kind),
        format!("list.1.here: is an object of 2; {single}")
    );
    let word = |node: Node| node.word(&["call", "message"]);
    assert_eq!(
        said(json!("letter"), word),
        "list.1.here: unknown variant `letter`, expected `call` or `message`"
    );
    assert_eq!(said(json!(1.5), word), "list.1.here: is 1.5; expected `call` or `message`");
}

#[test]
fn numbers_have_limits() {
    let within = |node: Node| node.within(0.5, 3.0);
    assert_eq!(said(json!(3), within), "nothing");
    assert_eq!(said(json!(-1), within), "list.1.here: is -1; allowed are 0.5 to 3");
    assert_eq!(said(json!("2"), within), "list.1.here: is \"2\"; expected a number from 0.5 to 3");
    assert_eq!(said(json!(true), |node| node.number()), "list.1.here: is true; expected a number");
    let whole = |node: Node| node.whole(1, 9);
    assert_eq!(said(json!(9), whole), "nothing");
    assert_eq!(said(json!(10), whole), "list.1.here: is 10; allowed are 1 to 9");
    assert_eq!(said(json!(-1), whole), "list.1.here: is -1; allowed are 1 to 9");
    assert_eq!(said(json!(4_294_967_297u64), whole), "list.1.here: is 4294967297; allowed are 1 to 9");
    assert_eq!(said(json!(1.5), whole), "list.1.here: is 1.5; expected a whole number from 1 to 9");
    assert_eq!(said(json!(1e16), whole), "list.1.here: is 1e16; allowed are 1 to 9");
    assert_eq!(said(json!(u64::MAX), |node| node.seed()), "nothing");
    assert_eq!(
        said(json!(1e16), |node| node.seed()),
        "list.1.here: is 1e16; expected a whole number from 0 to 18446744073709551615, written with \
         all its digits"
    );
    assert_eq!(
        said(json!(-1), |node| node.seed()),
        "list.1.here: is -1; expected a whole number from 0 to 18446744073709551615"
    );
}

#[test]
fn lists_have_limits() {
    let some = |node: Node| node.list(1, 2, |entry| entry.flag());
    let pair = |node: Node| node.list(2, 2, |entry| entry.flag());
    assert_eq!(said(json!({}), some), "list.1.here: is an object of 0; expected a list");
    assert_eq!(said(json!([]), some), "list.1.here: has 0 entries; allowed are 1 to 2");
    assert_eq!(said(json!([true]), pair), "list.1.here: has 1 entries; needed are 2");
}

#[test]
fn the_file_itself_has_no_path() {
    let file = json!("checkout").into();
    let mut problems = Problems::default();
    Node::top(&file, &problems).fields(&[]);
    assert_eq!(problems.first().unwrap().to_string(), "the file is \"checkout\"; expected an object");
}
