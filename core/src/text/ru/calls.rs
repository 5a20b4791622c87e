//! Фразы по-русски о вызовах, которые не удались или брошены, и о том, что сломалось.

use super::phrases::{ms, name, Russian};
use crate::text::number::{percent, ratio};
use crate::text::phrase::{say, CallPhrases, Lost, Sentence, Turned, Who, Wrong};
use crate::text::Lang::Ru;

fn client(sender: Option<&str>) -> String {
    sender.map_or("клиент".to_string(), |sender| format!("сервис «{sender}»"))
}

impl CallPhrases for Russian {
    fn attempt_times_out(&self, op: u32, sender: Option<&str>, callee: &str, waited_ms: f64) -> Sentence {
        let who = sender.map_or("Клиент".to_string(), |sender| format!("Сервис «{sender}»"));
        let callee = format!(" от сервиса «{callee}»: таймаут {}.", ms(waited_ms));
        say![format!("{who} не дождался ответа по "), op, callee]
    }

    fn deadline_passes(&self, op: u32, sender: Option<&str>, callee: &str) -> Sentence {
        let who = sender.map_or("клиент".to_string(), |sender| format!("сервис «{sender}»"));
        say!["Дедлайн ", op, format!(" истёк: {who} бросает вызов сервиса «{callee}».")]
    }

    fn retry_is_due(&self, op: u32, attempt: u32, callee: &str, in_ms: f64) -> Sentence {
        let when = if in_ms > 0.0 { format!("через {}", ms(in_ms)) } else { "сразу".to_string() };
        say!["Вызов ", op, format!(" к сервису «{callee}» повторится {when}: попытка {attempt}.")]
    }

    fn sent_again(&self, op: u32, attempt: u32, callee: &str) -> Sentence {
        say![op, format!(" снова уходит в сервис «{callee}»: попытка {attempt}.")]
    }

    fn reply_discarded(&self, op: u32) -> Sentence {
        say!["Ответ по ", op, " опоздал и отброшен: его уже никто не ждёт."]
    }

    fn cancelled(&self, op: u32, sender: Option<&str>, callee: &str) -> Sentence {
        say![
            format!("Отмена ({}): сервису «{callee}» сообщают, что ", client(sender)),
            op,
            " больше никто не ждёт."
        ]
    }

    fn hedged(&self, op: u32, sender: Option<&str>, callee: &str, after_failure: bool) -> Sentence {
        let why = if after_failure {
            "попытка не удалась"
        } else {
            "ответа долго нет"
        };
        let who = client(sender);
        say![
            format!("Дублирующий вызов «{callee}» для "),
            op,
            format!(" ({who}): {why}, засчитается первый ответ.")
        ]
    }

    fn abandoned(&self, op: u32, callee: &str) -> Sentence {
        say!["Ещё один вызов ", op, format!(" к сервису «{callee}» больше не нужен.")]
    }

    fn request_expired(&self, op: u32, service: &str) -> Sentence {
        say![
            format!("Сервис «{service}» не берёт "),
            op,
            " в работу: дедлайн истёк, ответа уже никто не ждёт."
        ]
    }

    fn request_dropped(&self, op: u32, service: &str) -> Sentence {
        say![format!("Сервис «{service}» убирает "), op, " из очереди: запрос отменён."]
    }

    fn work_stopped(&self, op: u32, who: Who) -> Sentence {
        say![format!("{}: работа по ", name(who)), op, " прервана отменой, эффекта не будет."]
    }

    fn turned_away(&self, op: u32, sender: Option<&str>, callee: &str, by: Turned) -> Sentence {
        let who = client(sender);
        let why = match by {
            Turned::Breaker => {
                format!(" сразу завершается ошибкой: {who}, предохранитель к сервису «{callee}» разомкнут.")
            }
            Turned::Bulkhead => {
                format!(" сразу завершается ошибкой: {who}, все места для вызовов «{callee}» заняты.")
            }
            Turned::Pool => {
                format!(" не отправлен: {who}, свободного соединения с «{callee}» так и не нашлось.")
            }
        };
        say!["Вызов ", op, why]
    }

    fn permit_awaited(&self, op: u32, sender: Option<&str>, callee: &str) -> Sentence {
        say!["Вызов ", op, format!(" ждёт ({}), пока закончится другой вызов «{callee}».", client(sender))]
    }

    fn retry_throttled(&self, op: u32, callee: &str) -> Sentence {
        say!["Повтора ", op, format!(" к сервису «{callee}» не будет: слишком много повторов не удалось.")]
    }

    fn breaker_opens(&self, sender: Option<&str>, callee: &str) -> Sentence {
        let end = format!("предохранитель разомкнулся ({}), вызовов больше нет.", client(sender));
        say![format!("Слишком много вызовов «{callee}» не удалось: {end}")]
    }

    fn breaker_half_opens(&self, sender: Option<&str>, callee: &str) -> Sentence {
        let end = format!("предохранитель ({}) пропускает несколько вызовов «{callee}».", client(sender));
        say![format!("Пауза закончилась: {end}")]
    }

    fn breaker_closes(&self, sender: Option<&str>, callee: &str) -> Sentence {
        say![format!("Сервис «{callee}» снова отвечает: предохранитель замкнулся ({}).", client(sender))]
    }

    fn work_fails(&self, op: u32, who: Who) -> Sentence {
        say![format!("{}: работа по ", name(who)), op, " завершилась ошибкой, эффекта нет."]
    }

    fn lost_on_the_way(&self, op: u32, callee: &str, what: Lost) -> Sentence {
        let (before, after) = match what {
            Lost::Request => ("Запрос ", format!(" к сервису «{callee}» потерян")),
            Lost::Reply => ("Ответ по ", format!(" от сервиса «{callee}» потерян")),
            Lost::Confirm => ("Ответ брокера о приёме ", " потерян".to_string()),
            Lost::Ack => ("Подтверждение ", format!(" от сервиса «{callee}» потеряно")),
        };
        say![before, op, after + " в сети, никто об этом не знает."]
    }

    fn goes_wrong(&self, what: Wrong) -> Sentence {
        say![match what {
            Wrong::Slow(service, factor) => {
                format!(
                    "Сервис «{service}» замедлился: работа занимает {} обычного времени.",
                    ratio(Ru, factor)
                )
            }
            Wrong::Hangs(service) => {
                format!("Сервис «{service}» завис: принимает работу и ничего не заканчивает.")
            }
            Wrong::Errors(service, share) => {
                format!("Сервис «{service}» сбоит: ошибкой теперь кончается {} работы.", percent(Ru, share))
            }
            Wrong::Delay(service, more) => {
                format!("Сеть до сервиса «{service}» замедлилась на {} в каждую сторону.", ms(more))
            }
            Wrong::Loss(service, share) => {
                format!(
                    "Сеть до сервиса «{service}» теряет теперь {} запросов и ответов.",
                    percent(Ru, share)
                )
            }
            Wrong::Crashes(service, share) => {
                format!(
                    "Сервис «{service}» теперь падает между коммитом и отправкой в {} операций.",
                    percent(Ru, share)
                )
            }
            Wrong::BrokerAlarm =>
                "Брокеру не хватает памяти: публикации он не принимает, потребители работают.".to_string(),
            Wrong::BrokerDown { keeps: true } => "Брокер упал; всё, что он сохранил, цело.".to_string(),
            Wrong::BrokerDown { keeps: false } => "Брокер упал и потерял всё, что хранил.".to_string(),
        }]
    }

    fn goes_right_again(&self, what: Wrong) -> Sentence {
        say![match what {
            Wrong::Slow(service, _) => format!("Сервис «{service}» снова работает с обычной скоростью."),
            Wrong::Hangs(service) => format!("Сервис «{service}» больше не висит."),
            Wrong::Errors(service, _) => format!("Сервис «{service}» снова работает без ошибок."),
            Wrong::Delay(service, _) => format!("Сеть до сервиса «{service}» снова быстрая."),
            Wrong::Loss(service, _) => format!("Сеть до сервиса «{service}» больше ничего не теряет."),
            Wrong::Crashes(service, _) =>
                format!("Сервис «{service}» больше не падает между коммитом и отправкой."),
            Wrong::BrokerAlarm => "Брокер снова принимает публикации.".to_string(),
            Wrong::BrokerDown { .. } => "Брокер снова работает.".to_string(),
        }]
    }
}
