//! Everything that a link holds: what is shown, where the playhead stands, and how.
//!
//! Reading never fails: what cannot be used is named, and its default stands.

use crate::decimal;
use crate::scenario::{Act, Intervention};
use crate::text::Lang;
use crate::time::SimTime;

/// Colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system wishes.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All themes.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// Its name in links and attributes.
    pub fn code(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// Over which time the table is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// The whole run.
    #[default]
    WholeRun,
    /// Up to the playhead.
    UpToPlayhead,
}

/// Speeds of playing, as multiples of the usual one.
pub const SPEEDS: [f64; 5] = [0.25, 0.5, 1.0, 2.0, 4.0];

/// What a link says; what it leaves open stands at its default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// Id of the scenario.
    pub scenario: Option<String>,
    /// Values of controls by their ids, in the order of the link.
    pub settings: Vec<(String, f64)>,
    /// Limits of requirements by their ids, in the order of the link.
    pub needs: Vec<(String, f64)>,
    /// What is done by hand.
    pub interventions: Vec<Intervention>,
    /// Seed.
    pub seed: Option<u64>,
    /// Where the playhead stands, in milliseconds.
    pub at_ms: Option<f64>,
    /// Selected operation, from 1.
    pub operation: Option<u32>,
    /// Language.
    pub lang: Option<Lang>,
    /// Colours.
    pub theme: Theme,
    /// Speed, one of [`SPEEDS`].
    pub speed: Option<f64>,
    /// Time over which the table is measured.
    pub extent: Extent,
    /// Whether only the stage is shown, for a frame in a slide.
    pub embed: bool,
}

/// A field of a link that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The field.
    pub field: String,
    /// What it says.
    pub value: String,
    /// What it may say; empty where the scenario has to know, of a control and of a limit.
    pub allowed: String,
}

impl Link {
    /// Reads the fields of a query. Fields of others are left alone.
    pub fn read<'q>(fields: impl IntoIterator<Item = (&'q str, &'q str)>) -> (Self, Vec<Damage>) {
        let mut link = Link::default();
        let mut damages = Vec::new();
        for (field, value) in fields {
            if let Err(allowed) = link.take(field, value) {
                damages.push(Damage { field: field.into(), value: value.into(), allowed: allowed.into() });
            }
        }
        (link, damages)
    }

    fn take(&mut self, field: &str, value: &str) -> Result<(), &'static str> {
        let number = || decimal::parse(value);
        match field {
            "s" => self.scenario = Some(value.to_string()),
            "seed" => self.seed = Some(value.parse().map_err(|_| "0 … 18446744073709551615")?),
            "t" => self.at_ms = Some(number().filter(|ms| *ms >= 0.0).ok_or("≥ 0 (ms)")?),
            "op" => self.operation = Some(value.parse().ok().filter(|op| *op > 0).ok_or("1, 2, 3 …")?),
            "lang" => self.lang = Some(Lang::from_code(value).ok_or("en, ru")?),
            "theme" => {
                let known = Theme::ALL.into_iter().find(|theme| theme.code() == value);
                self.theme = known.ok_or("system, light, dark")?;
            }
            "speed" => {
                let known = number().filter(|speed| SPEEDS.contains(speed));
                self.speed = Some(known.ok_or("0.25, 0.5, 1, 2, 4")?);
            }
            "over" => {
                self.extent = match value {
                    "run" => Extent::WholeRun,
                    "playhead" => Extent::UpToPlayhead,
                    _ => return Err("run, playhead"),
                }
            }
            "embed" => {
                self.embed = match value {
                    "1" => true,
                    "0" => false,
                    _ => return Err("0, 1"),
                }
            }
            other => {
                let Some((kind, name)) = other.split_once('.') else { return Ok(()) };
                if kind == "set" {
                    self.settings.push((name.to_string(), number().ok_or("")?));
                } else if kind == "need" {
                    self.needs.push((name.to_string(), number().ok_or("")?));
                } else if let Some(act) = Act::ALL.into_iter().find(|act| act.code() == kind) {
                    let ms = number().filter(|ms| *ms >= 0.0).ok_or("≥ 0 (ms)")?;
                    let at = SimTime::from_millis_f64(ms);
                    self.interventions.push(Intervention { act, target: name.to_string(), at });
                }
            }
        }
        Ok(())
    }

    /// The fields of a link that says all this; defaults are left out.
    pub fn write(&self) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        let mut put = |field: &str, value: Option<String>| {
            fields.extend(value.map(|value| (field.to_string(), value)));
        };
        put("s", self.scenario.clone());
        for (control, value) in &self.settings {
            put(&["set.", control].concat(), Some(decimal::plain(*value).to_string()));
        }
        for (required, limit) in &self.needs {
            put(&["need.", required].concat(), Some(decimal::plain(*limit).to_string()));
        }
        for Intervention { act, target, at } in &self.interventions {
            put(&[act.code(), ".", target].concat(), Some(decimal::plain(at.millis()).to_string()));
        }
        put("seed", self.seed.map(|seed| seed.to_string()));
        put("t", self.at_ms.map(|ms| decimal::plain(ms).to_string()));
        put("op", self.operation.map(|op| op.to_string()));
        put("lang", self.lang.map(|lang| lang.code().to_string()));
        put("theme", (self.theme != Theme::System).then(|| self.theme.code().to_string()));
        put("speed", self.speed.map(|speed| decimal::plain(speed).to_string()));
        put("over", (self.extent == Extent::UpToPlayhead).then(|| "playhead".to_string()));
        put("embed", self.embed.then(|| "1".to_string()));
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[(&str, &str)]) -> (Link, Vec<Damage>) {
        Link::read(fields.iter().copied())
    }

    #[test]
    fn what_is_written_is_read_again() {
        let link = Link {
            scenario: Some("checkout-burst".into()),
            settings: vec![("payments_ms".into(), 12.5), ("gap_ms".into(), 0.0)],
            needs: vec![("answer".into(), 20.0), ("success".into(), 0.95)],
            interventions: vec![
                Intervention {
                    act: Act::Break,
                    target: "payments".into(),
                    at: SimTime::from_millis_f64(31.001),
                },
                Intervention {
                    act: Act::Mend,
                    target: "payments".into(),
                    at: SimTime::from_millis_f64(44.5),
                },
                Intervention { act: Act::Lose, target: "3".into(), at: SimTime::from_millis_f64(2.0) },
                Intervention { act: Act::Slow, target: "12".into(), at: SimTime::from_micros(1) },
            ],
            seed: Some(u64::MAX),
            at_ms: Some(31.005),
            operation: Some(3),
            lang: Some(Lang::Ru),
            theme: Theme::Dark,
            speed: Some(0.25),
            extent: Extent::UpToPlayhead,
            embed: true,
        };
        let fields = link.write();
        let (again, damages) =
            Link::read(fields.iter().map(|(field, value)| (field.as_str(), value.as_str())));
        assert_eq!((again, damages), (link, vec![]));
        assert_eq!(Link::default().write(), vec![]);
    }

    #[test]
    fn each_damaged_field_is_named_and_leaves_the_others_alone() {
        let (link, damages) = read(&[
            ("s", "checkout-burst"),
            ("t", "soon"),
            ("op", "0"),
            ("seed", "-1"),
            ("lang", "xx"),
            ("theme", "pink"),
            ("speed", "3"),
            ("over", "night"),
            ("embed", "yes"),
            ("set.gap_ms", "NaN"),
            ("need.answer", "fast"),
            ("break.payments", "soon"),
            ("mend.payments", "-1"),
            ("bend.payments", "1"),
            ("utm_source", "mail"),
            ("t", "4"),
        ]);
        let named: Vec<&str> = damages.iter().map(|damage| damage.field.as_str()).collect();
        assert_eq!(
            named,
            [
                "t",
                "op",
                "seed",
                "lang",
                "theme",
                "speed",
                "over",
                "embed",
                "set.gap_ms",
                "need.answer",
                "break.payments",
                "mend.payments"
            ]
        );
        assert_eq!((link.scenario.as_deref(), link.at_ms), (Some("checkout-burst"), Some(4.0)));
        assert!(link.settings.is_empty() && link.interventions.is_empty());
    }
}
