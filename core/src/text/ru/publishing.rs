//! Фразы по-русски о тех, кто публикует, и об упавшем брокере.

use super::phrases::{ms, name, Russian};
use crate::text::phrase::{say, PublishPhrases, Sentence, Who};

impl PublishPhrases for Russian {
    fn broker_takes_nothing(&self, op: u32) -> Sentence {
        say!["Брокер недоступен: ", op, " никто не принял."]
    }

    fn broker_gone_frees(&self, op: u32, who: Who, blocked_ms: f64) -> Sentence {
        say![format!("{}: брокер для ", name(who)), op, format!(" недоступен, ожидание {}.", ms(blocked_ms))]
    }

    fn ack_in_vain(&self, op: u32, consumer: &str) -> Sentence {
        say!["Подтверждение ", op, format!(" от сервиса «{consumer}» не дошло: брокер доставит его ещё раз.")]
    }

    fn lost_with_the_broker(&self, op: u32) -> Sentence {
        say!["Брокер потерял ", op, ": на диск он ничего не писал."]
    }

    fn poll_fails(&self, who: Who) -> Sentence {
        say![format!("{}: брокер недоступен, опрос повторится.", name(who))]
    }

    fn still_no_broker(&self) -> Sentence {
        say!["Брокер недоступен."]
    }

    fn because_broker_down(&self) -> Sentence {
        say!["брокер был недоступен."]
    }
}
