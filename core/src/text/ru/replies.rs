//! Фразы по-русски о том, как клиент узнаёт, что операция выполнена.

use super::phrases::{ms, Russian};
use crate::text::phrase::{say, Sentence};
use crate::text::told::{ReplyPhrases, Told};

impl ReplyPhrases for Russian {
    fn notice_sent(&self, op: u32, service: &str, way: Told) -> Sentence {
        let does = match way {
            Told::Callback => "вызывает клиента",
            Told::Event => "публикует событие",
            Told::Message => "кладёт ответ в очередь клиента",
        };
        say![format!("Сервис «{service}» {does}: "), op, " готово."]
    }

    fn notice_stored(&self, op: u32) -> Sentence {
        say!["Брокер сохранил сообщение о ", op, " и передаёт его дальше."]
    }

    fn learns(&self, op: u32, after_ms: f64) -> Sentence {
        say!["Клиент узнал, что ", op, format!(" готово: через {} после отправки.", ms(after_ms))]
    }

    fn learns_again(&self, op: u32) -> Sentence {
        say!["Второй ответ по ", op, ": по номеру клиент видит, что уже знает об этом."]
    }

    fn learns_late(&self, op: u32) -> Sentence {
        say!["Ответ по ", op, " опоздал: клиент уже не ждёт."]
    }

    fn reply_overdue(&self, op: u32) -> Sentence {
        say!["Ответ по ", op, " не пришёл вовремя: клиент больше не ждёт."]
    }
}
