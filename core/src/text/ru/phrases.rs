//! Фразы по-русски. Имена сервисов приходят из сценария в именительном падеже, поэтому
//! стоят после слова «сервис» в кавычках или перед двоеточием и не склоняются.

use crate::text::number::{milliseconds, percent};
use crate::text::phrase::{self, say, Fate, GivenUp, Held, Kept, Phrases, Place, Sentence, Who};
use crate::text::Lang::Ru;

/// Russian.
pub struct Russian;

pub(super) fn ms(value: f64) -> String {
    milliseconds(Ru, value)
}

pub(super) fn name(who: Who) -> String {
    match who.worker {
        Some((worker, number)) => format!("{}, {worker} {number}", who.service),
        None => who.service.to_string(),
    }
}

fn list(ops: &[u32]) -> Sentence {
    phrase::list(ops, " и ", |rest| format!(" и ещё {rest}"))
}

fn with(before: Sentence, between: Sentence, after: Sentence) -> Sentence {
    [before, between, after].concat()
}

impl Phrases for Russian {
    fn sent(&self, op: u32, class: Option<&str>) -> Sentence {
        let end = class.map_or(".".to_string(), |class| format!(" («{class}»)."));
        say!["Клиент отправляет ", op, end]
    }

    fn taken_at_once(&self, op: u32, who: Who) -> Sentence {
        match who.worker {
            Some((worker, number)) => {
                say![op, format!(" приходит в сервис «{}»: сразу в работу, {worker} {number}.", who.service)]
            }
            None => say![op, format!(" приходит в сервис «{}»: сразу в работу.", who.service)],
        }
    }

    fn has_to_wait(&self, op: u32, held: Held) -> Sentence {
        let reaches = say![op, format!(" приходит в сервис «{}» и ждёт: в работе ", held.service)];
        with(reaches, list(held.by), say!["."])
    }

    fn refused_down(&self, op: u32, service: &str) -> Sentence {
        say![format!("Сервис «{service}» недоступен: "), op, " получает отказ."]
    }

    fn refused_full(&self, op: u32, service: &str) -> Sentence {
        say![format!("Очередь сервиса «{service}» полна: "), op, " получает отказ."]
    }

    fn shed(&self, op: u32, service: &str) -> Sentence {
        say![format!("Сервис «{service}» сбрасывает нагрузку: "), op, " получает ответ «позже»."]
    }

    fn displaced(&self, op: u32, service: &str) -> Sentence {
        say![format!("Очередь сервиса «{service}» полна: вытеснен самый старый запрос, "), op, "."]
    }

    fn taken_from_queue(&self, op: u32, who: Who, waited_ms: f64) -> Sentence {
        say![format!("{}: в работу идёт ", name(who)), op, format!(", в очереди прошло {}.", ms(waited_ms))]
    }

    fn calls(&self, op: u32, who: Who, callee: &str) -> Sentence {
        say![format!("{}: вызов сервиса «{callee}» для ", name(who)), op, ", теперь ждёт ответа."]
    }

    fn calls_at_once(&self, op: u32, who: Who, calls: u32) -> Sentence {
        let made = format!("{}: отправлены сразу все вызовы ({calls}) для ", name(who));
        say![made, op, ", теперь ждёт последнего ответа."]
    }

    fn publishes(&self, op: u32, who: Who) -> Sentence {
        say![
            format!("{}: сообщение ", name(who)),
            op,
            " ушло в брокер, осталось дождаться его подтверждения."
        ]
    }

    fn finishes(&self, op: u32, who: Who, worked_ms: f64, effect: bool) -> Sentence {
        let end = if effect { ", эффект виден." } else { "." };
        say![format!("{}: работа по ", name(who)), op, format!(" закончена за {}{end}", ms(worked_ms))]
    }

    fn reply_frees(&self, op: u32, who: Who, blocked_ms: f64, ok: bool) -> Sentence {
        let reply = if ok { "Ответ по " } else { "Ответ с ошибкой по " };
        say![reply, op, format!(": блокировка снята ({}) через {}.", name(who), ms(blocked_ms))]
    }

    fn confirm_frees(&self, op: u32, who: Who, blocked_ms: f64) -> Sentence {
        let freed = format!(": блокировка снята ({}) через {}.", name(who), ms(blocked_ms));
        say!["Брокер подтвердил ", op, freed]
    }

    fn answered(&self, op: u32, after_ms: f64, effect_ago_ms: Option<f64>) -> Sentence {
        let effect = match effect_ago_ms {
            Some(ago) if ago > 0.0 => format!("; эффект наступил на {} раньше.", ms(ago)),
            Some(_) => " одновременно с эффектом.".to_string(),
            None => "; эффекта ещё нет.".to_string(),
        };
        say!["Клиент ", op, format!(" получил ответ через {}{effect}", ms(after_ms))]
    }

    fn told_failed(&self, op: u32, after_ms: f64) -> Sentence {
        say!["Клиент ", op, format!(" через {} узнаёт об ошибке.", ms(after_ms))]
    }

    fn gives_up(&self, op: u32, after_ms: f64, effect: bool) -> Sentence {
        let known = if effect {
            ", хотя эффект уже наступил."
        } else {
            " и не знает, чем всё кончится."
        };
        say!["Клиент ", op, format!(" перестал ждать через {}{known}", ms(after_ms))]
    }

    fn appended(&self, op: u32, partition: u32) -> Sentence {
        say!["Запись ", op, format!(" попадает в конец партиции {partition}.")]
    }

    fn read_hit(&self, op: u32, after_ms: f64) -> Sentence {
        say!["Чтение ", op, format!(" через {} после ответа находит эффект.", ms(after_ms))]
    }

    fn read_missed(&self, op: u32, after_ms: f64, part: bool) -> Sentence {
        let found = if part {
            "видит только часть сделанного"
        } else {
            "ещё видит старое состояние"
        };
        say!["Чтение ", op, format!(" через {} после ответа {found}.", ms(after_ms))]
    }

    fn message_reaches_broker(&self, op: u32) -> Sentence {
        say!["Сообщение ", op, " пришло в брокер и записывается."]
    }

    fn stored_and_sent(&self, op: u32, consumer: &str) -> Sentence {
        say!["Брокер записал ", op, format!(", подтверждает и сразу передаёт в сервис «{consumer}».")]
    }

    fn stored_and_kept(&self, op: u32, consumer: &str, why: Kept) -> Sentence {
        let why = match why {
            Kept::Prefetch(messages) => format!("у сервиса «{consumer}» уже {messages} неподтверждённых"),
            Kept::Down => format!("сервис «{consumer}» недоступен"),
            Kept::Unasked => format!("сервис «{consumer}» его ещё не запросил"),
        };
        say!["Брокер записал ", op, format!(" и держит у себя: {why}.")]
    }

    fn routed(&self, op: u32, consumer: &str) -> Sentence {
        say!["Брокер передаёт копию ", op, format!(" и подписчику «{consumer}».")]
    }

    fn delivered_next(&self, op: u32, consumer: &str) -> Sentence {
        say![format!("Сервис «{consumer}» может взять ещё: брокер передаёт "), op, "."]
    }

    fn removed(&self, op: u32) -> Sentence {
        say!["Брокер удаляет ", op, ": обработка подтверждена."]
    }

    fn work_lost(&self, op: u32, who: Who) -> Sentence {
        say![format!("{}: работа над ", name(who)), op, " потеряна."]
    }

    fn goes_down(&self, service: &str) -> Sentence {
        say![format!("Сервис «{service}» остановился.")]
    }

    fn comes_up(&self, service: &str) -> Sentence {
        say![format!("Сервис «{service}» снова работает.")]
    }

    fn requeued(&self, op: u32) -> Sentence {
        say!["Брокер возвращает ", op, " на прежнее место в очереди."]
    }

    fn delivery_lost(&self, op: u32, consumer: &str) -> Sentence {
        say![
            "Доставка ",
            op,
            format!(" пропала вместе с сервисом «{consumer}», сообщение осталось в брокере.")
        ]
    }

    fn given_up(&self, op: u32, why: GivenUp, dead_letter: bool) -> Sentence {
        let end = if dead_letter {
            " уходит в очередь недоставленных (DLQ)."
        } else {
            " отброшено, копии нет ни у кого."
        };
        let why = match why {
            GivenUp::QueueFull => "Очередь полна, самое старое сообщение ".to_string(),
            GivenUp::Expired => "Срок жизни сообщения (TTL) вышел: ".to_string(),
            GivenUp::Rejected(consumer) => format!("Сервис «{consumer}» отклонил сообщение: "),
            GivenUp::ReceiveCount(all) => format!("Сообщение уже получали, раз: {all}, это предел; "),
            GivenUp::DeliveryLimit(consumer, all) => {
                format!("Неудачных доставок в сервис «{consumer}»: {all}, это предел; ")
            }
        };
        say![why, op, end]
    }

    fn refused_by_broker(&self, op: u32, dead_letter: bool) -> Sentence {
        let end = if dead_letter {
            " (nack) и отправляет его в очередь недоставленных (DLQ)."
        } else {
            " (nack)."
        };
        say!["Очередь полна: брокер отказывается принять ", op, end]
    }

    fn nack_frees(&self, op: u32, who: Who, blocked_ms: f64) -> Sentence {
        let freed = format!(": блокировка снята ({}) через {}.", name(who), ms(blocked_ms));
        say!["Брокер не принял ", op, freed]
    }

    fn still_works(&self, op: u32, who: Who, until_ms: f64) -> Sentence {
        say![format!("{}: в работе ", name(who)), op, format!(", до {}.", ms(until_ms))]
    }

    fn still_waits(&self, ops: &[u32], at: Place, answered: bool) -> Sentence {
        let verb = if ops.len() == 1 { " ждёт" } else { " ждут" };
        let place = match at {
            Place::Service(service) => format!("{verb} в очереди сервиса «{service}»"),
            Place::Broker => format!("{verb} в брокере"),
            Place::Outbox => format!("{verb} в outbox"),
        };
        let end = if answered { ", хотя ответ уже дан." } else { "." };
        with(list(ops), say![place], say![end])
    }

    fn still_travels(&self, ops: &[u32]) -> Sentence {
        with(say!["В пути: "], list(ops), say!["."])
    }

    fn still_idle(&self, until_ms: f64) -> Sentence {
        say![format!("До {} делать нечего.", ms(until_ms))]
    }

    fn nothing_yet(&self) -> Sentence {
        say!["Пока ничего не отправлено."]
    }

    fn all_done(&self) -> Sentence {
        say!["В этой схеме всё закончено."]
    }

    fn why_waited(&self, operation: &str, op: u32, waited_ms: f64) -> Sentence {
        say![format!("{operation} "), op, format!(": самое долгое ожидание {}, потому что", ms(waited_ms))]
    }

    fn why_none(&self, operation: &str, op: u32) -> Sentence {
        say![format!("{operation} "), op, ": ждать в очереди пока не пришлось."]
    }

    fn because_taken(&self, held: Held) -> Sentence {
        let taken = match held.workers {
            1 => format!("сервис «{}» обрабатывал ", held.service),
            2 => format!("оба обработчика сервиса «{}» были заняты: ", held.service),
            all => format!("все обработчики сервиса «{}» ({all}) были заняты: ", held.service),
        };
        with(say![taken], list(held.by), say![","])
    }

    fn because_blocked(&self, share: f64, on: Place) -> Sentence {
        let on = match on {
            Place::Service(service) => format!("сервис «{service}»"),
            Place::Broker | Place::Outbox => "подтверждение брокера".to_string(),
        };
        say![format!("{} этого времени они сами ждали {on},", percent(Ru, share))]
    }

    fn because_prefetch(&self, consumer: &str, messages: u32) -> Sentence {
        say![format!("сервису «{consumer}» можно держать неподтверждёнными не больше {messages},")]
    }

    fn because_down(&self, service: &str) -> Sentence {
        say![format!("сервис «{service}» был недоступен.")]
    }

    fn because_capacity(&self, service: &str, at_once: u32) -> Sentence {
        match at_once {
            1 => say![format!("а сервис «{service}» обрабатывает их по одному.")],
            _ => say![format!("а сервис «{service}» обрабатывает не больше {at_once} сразу.")],
        }
    }

    fn fate(&self, fate: Fate, effect: &str) -> String {
        match fate {
            Fate::Unsent => "ещё не отправлено".to_string(),
            Fate::Unanswered(waited) => format!("ответа нет уже {}", ms(waited)),
            Fate::EffectiveUnanswered(waited, ago) => {
                format!("{effect} {} назад, а ответа нет уже {}", ms(ago), ms(waited))
            }
            Fate::Promised(after) => format!("ответ {}, ещё не {effect}", ms(after)),
            Fate::Lost(after) => format!("ответ {}, затем потеряно: не {effect}", ms(after)),
            Fate::Undone(after) => format!("ответ {}, затем всё отменено", ms(after)),
            Fate::Part(after, true) => format!("ответ {}, {effect} лишь частично", ms(after)),
            Fate::Part(after, false) => format!("ошибка через {}, но частично {effect}", ms(after)),
            Fate::Done(after, later) if later > 0.0 => {
                format!("ответ {}, {effect} {}", ms(after), ms(after + later))
            }
            Fate::Done(after, later) if later < 0.0 => {
                format!("{effect} {}, ответ {}", ms(after + later), ms(after))
            }
            Fate::Done(after, _) => format!("ответ и {effect} {}", ms(after)),
            Fate::Failed(after, false) => format!("ошибка через {}, не {effect}", ms(after)),
            Fate::Failed(after, true) => format!("ошибка через {}, но всё же {effect}", ms(after)),
        }
    }

    fn lane_summary(&self, lane: &str, answered: usize, effective: usize, all: u32) -> String {
        format!("{lane}: ответ получен {answered} из {all}, эффект виден {effective}.")
    }
}
