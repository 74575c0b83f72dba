import type { AutoReplyWords } from './dictionary.ts';

export const english: AutoReplyWords = {
  subjects: [
    /^(automatic reply|auto(mated)?[- ]?(reply|response|responder)|autoreply|auto:|out[- ]of[- ](the[- ])?office|ooo\b|away from (my |the )?(office|mail|desk)|vacation (notice|reply|response|message)|on (vacation|leave|holiday)|away (until|from|message)|i am (currently )?(away|out))/,
  ],
  automatic: [
    /(this|the following) (is|was) an? (auto|system)|automatic(ally)? (reply|response|generated|message|e-?mail|sent)|automated (reply|response|message)|auto-?(reply|response|responder)/,
  ],
  away: [
    /\bout of (the )?office\b|\b(on|taking|annual|parental|maternity|paternity|sick|study) (vacation|leave|holidays?|pto)\b|\bon (my |our )?(annual |parental |maternity |paternity |summer |christmas )?(vacation|leave|holidays?|pto)\b/,
    /(i am|i'm|i will be|i'll be|we are|i have been) .{0,40}\b(away|out|travel+ing|unavailable|off|on a (business )?trip|abroad)\b/,
    /(limited|intermittent|no|without) access to .{0,20}(e-?mail|mail|phone)|(return|returning|back) (to|in|at) (the |my )?(office|work)|not in the office|office (is|will be) closed/,
  ],
  gone: [
    /no longer (with|working|works?|employed|at|part of|in use|monitored|valid|active|available at)|has left (the )?(company|organi[sz]ation|us|\w{1,20})|(mailbox|address|inbox) (is|will be) (no longer|not) (monitored|in use|active|read)|(changed jobs|left my (job|position|role))/,
  ],
  back: [/\b(return(ing|s)?|back|available again|reachable again|resumes?|re-?opens?)\b/],
  until: [
    {
      words: /\b(through|thru|up to and including|until and including|inclusive of)\s/,
      inclusive: true,
    },
    { words: /\b(until|till)\s/, inclusive: false },
  ],
  to: ['through', 'thru', 'until', 'till', 'to', 'and', '-'],
  instead: [
    /(contact|reach( out)?|write|e-?mail|call|speak|refer|direct|forward|turn to|get in touch|assist\w{0,4})/,
  ],
  months: [
    'january',
    'february',
    'march',
    'april',
    'may',
    'june',
    'july',
    'august',
    'september',
    'october',
    'november',
    'december',
  ],
  weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
  tomorrow: /\btomorrow\b/,
};

export const german: AutoReplyWords = {
  subjects: [
    /^(automatische (antwort|r[uü]ckantwort)|abwesenheit|abwesend|autom\. antwort|out of office|urlaub|nicht im (b[uü]ro|haus))/,
  ],
  automatic: [
    /(dies|das) ist eine automati|automatisch (generiert|erstellt|erzeugt|versendet|gesendet)|automatische (antwort|e-?mail|nachricht)/,
  ],
  away: [
    /nicht (im b[uü]ro|im hause?|am arbeitsplatz|erreichbar|anwesend|da)\b|(bin|sind) .{0,60}(abwesend|urlaub|auf reisen|dienstreise|elternzeit|krank|außer haus|unterwegs|nicht)|im urlaub|außer haus|wieder (erreichbar|im b[uü]ro|da|zur[uü]ck|f[uü]r sie)|in elternzeit|keinen zugriff auf/,
  ],
  gone: [
    /nicht (mehr|länger) .{0,30}(tätig|beschäftigt|bei|aktiv|gelesen|gültig|im unternehmen|verwendet|in der firma)|(hat|habe) .{0,40}(verlassen)|ausgeschieden|arbeite[nt]? nicht mehr/,
  ],
  back: [/\b(zur[uü]ck|wieder)\b/],
  until: [
    {
      words: /\b(bis einschlie(ß|ss)lich|bis inkl\.?|bis und mit|bis inklusive)\s/,
      inclusive: true,
    },
    { words: /\b(bis zum|bis)\s/, inclusive: true },
  ],
  to: ['bis einschließlich', 'bis einschliesslich', 'bis zum', 'bis', 'und', '-'],
  instead: [
    /(wenden|kontakt|vertret|melden|erreichen|schreiben|richten|ansprechpartner|hilft|unterst[uü]tz|an meine?n? kolleg)/,
  ],
  months: [
    'januar|jänner',
    'februar',
    'märz|maerz',
    'april',
    'mai',
    'juni',
    'juli',
    'august',
    'september',
    'oktober',
    'november',
    'dezember',
  ],
  weekdays: [
    'montag',
    'dienstag',
    'mittwoch',
    'donnerstag',
    'freitag',
    'samstag|sonnabend',
    'sonntag',
  ],
  tomorrow: /\bab morgen\b/,
};

export const french: AutoReplyWords = {
  subjects: [
    /^(r[ée]ponse automatique|absen(ce|t)|message d'absence|absence du bureau|en cong[ée])/,
  ],
  automatic: [
    /(ceci|ce message|cet e-?mail) est (une? )?(r[ée]ponse |message |g[ée]n[ée]r[ée] )?automati|r[ée]ponse automatique|(g[ée]n[ée]r[ée]|envoy[ée])e? automatiquement/,
  ],
  away: [
    /(suis|serai|sommes) .{0,60}(absent|en cong|en vacances|en d[ée]placement|indisponible|en arr[êe]t|hors du bureau)|absente? (du|jusqu|le|de|et)|en cong[ée]s?|de retour|(acc[èe]s|consulter) .{0,20}(limit|pas|mail)/,
  ],
  gone: [
    /ne (travaille|fai[st]) plus|n'est plus .{0,30}(en service|utilis|salari|active|valide|parmi|chez)|ne fait plus partie|a quitt[ée]|ai quitt[ée]|n'est plus (consult|lue)/,
  ],
  back: [/(de retour|retour|à nouveau|reprendrai|reviendrai|rentrerai)(?![a-z])/],
  until: [{ words: /jusqu['’](au|à)\s/, inclusive: true }],
  to: ["jusqu'au", 'au', 'et', '-'],
  instead: [
    /(contacter|contactez|adresser|adressez|joindre|écrire|ecrire|appeler|appelez|solliciter)/,
  ],
  months: [
    'janvier',
    'février|fevrier',
    'mars',
    'avril',
    'mai',
    'juin',
    'juillet',
    'août|aout',
    'septembre',
    'octobre',
    'novembre',
    'décembre|decembre',
  ],
  weekdays: ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'],
  tomorrow: /\bd[èe]s demain|de retour demain\b/,
};

export const spanish: AutoReplyWords = {
  subjects: [/^(respuesta autom[aá]tica|fuera de (la )?oficina|ausen(cia|te)|vacaciones)/],
  automatic: [
    /(este|esta|esto) (mensaje |correo |respuesta )?es (una? )?(respuesta |mensaje |correo )?autom[aá]tic|respuesta autom[aá]tica|(generad|enviad)[oa] autom[aá]ticamente/,
  ],
  away: [
    /fuera de (la )?oficina|de vacaciones|(estoy|estar[eé]|me encuentro|estaremos) .{0,50}(ausente|fuera|de viaje|de baja|vacaciones|permiso)|de baja (m[eé]dica|por|maternal)|(acceso limitado|sin acceso)|no (estoy|estar[eé]) (disponible|en la oficina)|de vuelta/,
  ],
  gone: [
    /ya no (trabaj|est[aá] (en uso|activ)|form[ao] parte|se utiliza)|ha (dejado|abandonado) |he dejado de trabajar|no est[aá] en uso/,
  ],
  back: [/\b(de vuelta|volver[eé]|regreso|regresar[eé]|me reincorpor|vuelvo|de regreso|retorno)/],
  until: [{ words: /\bhasta (el )?(d[ií]a )?/, inclusive: true }],
  to: ['hasta el', 'hasta', 'al', 'a', 'y el', 'y', '-'],
  instead: [/(contact|dir[ií]ja|escrib|llam|p[oó]ngase|ponerse|comun[ií])/],
  months: [
    'enero',
    'febrero',
    'marzo',
    'abril',
    'mayo',
    'junio',
    'julio',
    'agosto',
    'septiembre|setiembre',
    'octubre',
    'noviembre',
    'diciembre',
  ],
  weekdays: [
    'lunes',
    'martes',
    'miércoles|miercoles',
    'jueves',
    'viernes',
    'sábado|sabado',
    'domingo',
  ],
  tomorrow: /\bmañana (mismo|vuelvo|estaré)\b/,
};
