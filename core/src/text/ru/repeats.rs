//! Фразы по-русски о том, что приходит не один раз.

use super::phrases::{name, Russian};
use crate::text::phrase::{say, RepeatPhrases, Sentence, Who};

impl RepeatPhrases for Russian {
    fn stored_twice(&self, op: u32) -> Sentence {
        say!["Брокер записал ", op, " дважды и доставит тоже дважды."]
    }

    fn repeat_recognised(&self, op: u32, service: &str) -> Sentence {
        say![format!("Сервис «{service}» помнит "), op, ": уже обработано, второго эффекта нет."]
    }

    fn second_effect(&self, op: u32, who: Who) -> Sentence {
        say![format!("{}: работа по ", name(who)), op, " закончена ещё раз, эффект повторился."]
    }

    fn worker_crashes(&self, who: Who) -> Sentence {
        say![format!("{}: сбой, начатая работа потеряна.", name(who))]
    }

    fn worker_restarts(&self, who: Who) -> Sentence {
        say![format!("{}: снова в строю.", name(who))]
    }

    fn forgotten(&self, op: u32) -> Sentence {
        say![op, " потеряно навсегда: смещение зафиксировано до обработки."]
    }

    fn lost_with(&self, op: u32, who: Who) -> Sentence {
        say![format!("{}: ", name(who)), op, " тоже потеряно, но осталось в брокере."]
    }

    fn read_again(&self, op: u32) -> Sentence {
        say![op, ": смещение не зафиксировано, запись будет прочитана снова."]
    }

    fn commits(&self, op: u32, who: &str, before: bool) -> Sentence {
        let end = if before {
            " и только потом обрабатывает."
        } else {
            ", всё уже обработано."
        };
        say![format!("Сервис «{who}» фиксирует смещение до "), op, end]
    }

    fn rebalance_begins(&self, service: &str) -> Sentence {
        say![format!("Группа сервиса «{service}» остановлена: партиции распределяются заново.")]
    }

    fn rebalance_ends(&self, service: &str) -> Sentence {
        say![format!("Партиции распределены, сервис «{service}» читает дальше.")]
    }
}
