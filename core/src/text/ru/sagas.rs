//! Фразы по-русски о том, что отменяется.

use super::phrases::{ms, name, Russian};
use crate::text::phrase::{say, SagaPhrases, Sentence, Who};

impl SagaPhrases for Russian {
    fn turns_back(&self, op: u32, service: &str, steps: u32) -> Sentence {
        let what = if steps == 1 {
            "сделанный шаг отменяется".into()
        } else {
            format!("сделанные шаги ({steps}) отменяются с последнего")
        };
        say![format!("Сервис «{service}» не может закончить "), op, format!(": {what}.")]
    }

    fn undoes(&self, op: u32, who: Who, worked_ms: f64, effect: bool) -> Sentence {
        let end = if effect {
            "эффекта больше нет"
        } else {
            "снимать было нечего"
        };
        say![format!("{}: шаг по ", name(who)), op, format!(" отменён за {}, {end}.", ms(worked_ms))]
    }

    fn stuck(&self, op: u32, service: &str) -> Sentence {
        say!["Шаг по ", op, format!(" в сервисе «{service}» отменить не удалось: он застрял.")]
    }
}
