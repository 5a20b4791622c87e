//! Фразы по-русски об очередях, которые опрашивают.

use super::phrases::{ms, name, Russian};
use crate::text::phrase::{say, PollPhrases, Sentence, Who};

impl PollPhrases for Russian {
    fn polls(&self, who: Who) -> Sentence {
        say![format!("{}: запрос сообщений из очереди.", name(who))]
    }

    fn polls_in_vain(&self, who: Who, waited_ms: f64) -> Sentence {
        let waited = if waited_ms > 0.0 { format!(" за {}", ms(waited_ms)) } else { String::new() };
        say![format!("{}: сообщений{waited} нет, ответ очереди пуст.", name(who))]
    }

    fn visible_again(&self, op: u32) -> Sentence {
        say!["Таймаут видимости ", op, " истёк, никто его не удалил: сообщение снова видно в очереди."]
    }

    fn delete_ignored(&self, op: u32) -> Sentence {
        say!["Очередь не удаляет ", op, ": квитанция (receipt handle) устарела."]
    }

    fn left_undeleted(&self, op: u32, who: Who) -> Sentence {
        say![format!("{}: сообщение ", name(who)), op, " не удалено и скрыто до конца таймаута видимости."]
    }

    fn because_unasked(&self, consumer: &str, every_ms: f64) -> Sentence {
        say![format!("сервис «{consumer}» опрашивает очередь лишь раз в {}.", ms(every_ms))]
    }
}
