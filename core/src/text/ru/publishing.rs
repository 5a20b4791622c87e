//! Фразы по-русски о тех, кто публикует, и об упавшем брокере.

use super::phrases::{ms, name, Russian};
use crate::text::phrase::{say, PublishPhrases, Sentence, Who};

impl PublishPhrases for Russian {
    fn broker_takes_nothing(&self, op: u32) -> Sentence {
        say!["Брокер недоступен: ", op, " никто не принял."]
    }

    fn lost_unconfirmed(&self, op: u32, down: bool) -> Sentence {
        let why = if down { "Брокер недоступен: " } else { "Очередь полна: " };
        say![why, op, " потеряно, и никто об этом не узнает."]
    }

    fn confirm_waived(&self, op: u32) -> Sentence {
        say![op, " опубликовано, подтверждения никто не ждёт."]
    }

    fn confirm_times_out(&self, op: u32, sender: Option<&str>, waited_ms: f64) -> Sentence {
        let who = sender.map_or("Клиент".to_string(), |sender| format!("Сервис «{sender}»"));
        let waited = format!("{who} не дождался подтверждения ");
        say![waited, op, format!(" за {}: записано ли оно, неизвестно.", ms(waited_ms))]
    }

    fn publish_is_due_again(&self, op: u32, attempt: u32, in_ms: f64) -> Sentence {
        let when = if in_ms > 0.0 { format!("через {}", ms(in_ms)) } else { "сразу".to_string() };
        say![op, format!(" опубликуют ещё раз {when}: попытка {attempt}.")]
    }

    fn published_again(&self, op: u32, attempt: u32) -> Sentence {
        say![op, format!(" публикуется снова: попытка {attempt}.")]
    }

    fn broker_gone_frees(&self, op: u32, who: Who, blocked_ms: f64) -> Sentence {
        let waited = format!(", ожидание заняло {}.", ms(blocked_ms));
        say![format!("{}: брокер не принял ", name(who)), op, waited]
    }

    fn ack_in_vain(&self, op: u32, consumer: &str) -> Sentence {
        say![
            "Подтверждение ",
            op,
            format!(" от сервиса «{consumer}» не дошло: брокер доставит сообщение ещё раз.")
        ]
    }

    fn lost_with_the_broker(&self, op: u32) -> Sentence {
        say!["Брокер потерял ", op, ": на диск он ничего не писал."]
    }

    fn publish_blocked(&self, op: u32) -> Sentence {
        say![op, " ждёт в соединении: брокер не принимает публикации."]
    }

    fn outbox_keeps(&self, op: u32) -> Sentence {
        say![op, " записано в outbox той же транзакцией."]
    }

    fn relay_takes(&self, op: u32, waited_ms: f64, again: bool) -> Sentence {
        let how = if again { "публикует его ещё раз" } else { "публикует его" };
        say!["Ретранслятор находит ", op, format!(" в outbox через {} и {how}.", ms(waited_ms))]
    }

    fn relay_marks(&self, op: u32) -> Sentence {
        say!["Ретранслятор помечает ", op, " отправленным."]
    }

    fn relay_crashes(&self, op: u32) -> Sentence {
        say!["Ретранслятор упал, не пометив ", op, ": оно будет опубликовано ещё раз."]
    }

    fn crashes_between(&self, op: u32, sender: &str, kept: bool) -> Sentence {
        let end =
            if kept { " осталось в outbox." } else { " дальше не отправлено." };
        say![format!("Сервис «{sender}» упал после коммита: "), op, end]
    }

    fn because_relayed(&self, every_ms: f64) -> Sentence {
        say![format!("ретранслятор заглядывает в outbox раз в {}.", ms(every_ms))]
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
