import type { ReplyWords } from '../reply-words.ts';

export const es: ReplyWords = {
  phrases: {
    'opt-out': `
      darme de baja, darnos de baja, denme de baja, deme de baja, dame de baja, dadme de
      baja, dar de baja, date de baja, de baja por favor, quiero .. baja, bórrenme, bórreme,
      bórrame, borren mi*, borre mi*, borrar mi*, elimínenme, elimíneme, elimíname, eliminen
      mi*, elimine mi*, eliminar mi*, quítenme, quíteme, quítame, sáquenme, sáqueme, de su
      lista, de sus listas, de tu lista, deja de escribir*, deje de escribir*, dejen de
      escribir*, dejen de contactar*, deje de contactar*, no quiero recibir, no deseo
      recibir, no queremos recibir, no deseamos recibir, no me escriba*, no me contacte*, no
      más correos/emails/mensajes/publicidad, ningún correo más, retiro mi consentimiento,
      me opongo, déjeme en paz, déjenme en paz, no me envíe*/envíen*/mande* ..
      más/correos/emails/mensajes/nada, no vuelva/vuelvan/vuelvas a
      escribir*/contactar*/enviar*/llamar*/molestar*, deja/deje/dejen de
      enviarme/enviarnos/mandarme/mandarnos, deja/deje/dejen de enviar/mandar ..
      correos/emails/mensajes/esto`,
    'opt-out-alone': 'baja, stop, cancelar suscripción, alto, eliminar, cancelar',
    keep: 'por error, sin querer, sigan enviando, siga enviando',
    price: `
      demasiado caro, demasiado cara, muy caro, muy cara, es caro, algo caro, un poco caro,
      demasiado alto, precio .. alto, precio .. elevado, demasiado costoso, no ..
      presupuesto, sin presupuesto, fuera de .. presupuesto, sale de .. presupuesto, excede
      .. presupuesto, supera .. presupuesto, no podemos pagar*, no podemos permitir*, no ..
      dinero, más barato, cuesta demasiado, cuesta más de, presupuesto ..
      agotado/cerrado/ajustado`,
    timing: `
      ahora no, no ahora, por ahora no, por el momento no, de momento no, no es .. buen
      momento, no es .. momento, mal momento, mal timing, este año no, no .. este año, no ..
      tiempo, no es .. prioridad, no es prioritario, más adelante, más tarde, otro momento,
      en otra ocasión, muy ocupado*, demasiado pronto, vuelva a, vuelvan a, vuelve a,
      contácteme .. de nuevo/próximo/en, contácteme de nuevo, escríbame de nuevo, llámeme de
      nuevo, inténtelo de nuevo, pruebe de nuevo, no antes de, hasta después, en pleno,
      retomar*, retomemos, baja maternal, de baja médica, esperar, posponer, aplazar`,
    contact: `
      contácteme, contáctenos, contacte, contactar, escríbame, escribir*, llámeme, llame,
      llamar, hablar, hablamos, ver, revisar, valorar, presupuesto, hablemos, retomarlo,
      esperar`,
    authority: `
      persona equivocada, no soy la persona, no soy .. persona adecuada/indicada/correcta,
      no soy yo, no soy el responsable, no soy la responsable, no soy responsable, no me
      encargo, yo no me encargo, no me ocupo, no llevo, no decido, no depende de mí, no es
      mi decisión, no es mi área, no es mi departamento, ya no trabajo, dejé la empresa, he
      dejado la empresa, jubilado, hable con, hablen con, contacte con mi, contacte a mi,
      contacte con nuestro/nuestra, mi compañero, mi compañera, mi colega, mi jefe, mi jefa,
      otra persona, se encarga, diríjase a, lo lleva, es responsable, he reenviado, he
      pasado su`,
    competitor: `
      ya trabajamos, ya trabajo con, ya usamos, ya utilizamos, ya tenemos, ya contamos, ya
      .. proveedor/solución/herramienta/contrato/socio, otro proveedor, otra solución, otra
      herramienta, otra empresa, competencia, competidor*, contentos con, satisfechos con,
      proveedor actual, solución actual, acabamos de firmar, hemos firmado, firmamos con,
      usamos, utilizamos, clientes de, cliente de, contento con, satisfecho con`,
    need: `
      no .. necesit*, no necesit*, sin necesidad, no .. necesidad, no hace falta, no nos
      hace falta, no es necesario, no es relevante, no aplica, internamente, lo hacemos
      nosotros, tenemos todo lo, demasiado pequeñ*, no le veo`,
    trust: `
      de dónde ha/han/has sacado, de dónde sac*, cómo ha/han/has conseguido, cómo ha/han/has
      obtenido, cómo consigui*, quién le dio, quién les dio, quiénes son, quién es usted,
      nunca .. oído, no le conozco, no los conozco, no les conozco, no confío, no me fío,
      estafa, fraude, es serio, es spam, escéptic*, phishing, demasiado bueno para`,
    'not-interested': `
      no .. interes*, no interes*, no nos interesa, no me interesa, ningún interés, no
      gracias, gracias pero no, no es para nosotros, no es para mí, no encaja, no es lo que,
      declinamos, no vamos a seguir, no seguiremos, desinteres*`,
    'not-interested-alone': 'no',
    positive: `
      interesante*, interesad*, me interesa, nos interesa, suena bien, suena .. bien, me
      parece bien, me gusta, me encantaría, nos encantaría, con gusto, encantad*, sí, claro,
      perfecto, podemos hablar, hablemos, reunión, reunirnos, cita, una demo, demostración,
      llámeme, llámame, más información, más info, saber más, envíeme ..
      propuesta/presupuesto/contrato/información/oferta, envíeme, envíame, mándeme, me viene
      bien, nos viene bien, adelante, quedamos`,
    'positive-alone': 'sí, claro, perfecto, por supuesto, vale, de acuerdo',
    question: `
      cuánto, cómo, cuándo, dónde, quién, qué, cuál*, por qué, pueden, puede, tienen, hay,
      funciona`,
    referral: `
      contacte con, contacte a, hable con, hablen con, escriba a, llame a, pregunte a,
      diríjase a`,
  },
  negations: ['no', 'nunca', 'tampoco', 'sin', 'ni', 'jamás'],
  turns: ['pero', 'sin embargo', 'lamentablemente', 'aunque', 'desafortunadamente'],
  dates: {
    months: [
      'enero',
      'febrero',
      'marzo',
      'abril',
      'mayo',
      'junio',
      'julio',
      'agosto',
      'septiembre/sept/setiembre',
      'octubre/oct',
      'noviembre/nov',
      'diciembre/dic',
    ],
    before: [],
    spring: ['en primavera', 'en la primavera', 'próxima primavera'],
    summer: ['en verano', 'en el verano', 'este verano', 'próximo verano', 'antes del verano'],
    autumn: ['en otoño', 'en el otoño', 'este otoño', 'próximo otoño'],
    winter: ['en invierno', 'en el invierno', 'próximo invierno'],
    'after-summer': ['después del verano', 'tras el verano', 'pasado el verano'],
    'after-holidays': [
      'después de las vacaciones',
      'tras las vacaciones',
      'después de navidad',
      'después de las fiestas',
      'tras las fiestas',
      'después de reyes',
      'a la vuelta de vacaciones',
    ],
    'new-year': ['año nuevo', 'nuevo año', 'principios de año', 'principio de año'],
    'next-week': ['próxima semana', 'semana que viene', 'semana próxima'],
    'next-month': ['próximo mes', 'mes que viene', 'mes próximo'],
    'next-quarter': ['próximo trimestre', 'trimestre que viene'],
    'next-year': ['próximo año', 'año que viene', 'año próximo'],
    'half-year': ['medio año', 'seis meses', '6 meses'],
    quarter: { words: ['trimestre'], ordinals: ['primer', 'segundo', 'tercer', 'cuarto'] },
    ahead: {
      in: ['en', 'dentro de', 'tras'],
      numbers: [
        'un/una',
        'dos/par',
        'tres',
        'cuatro',
        'cinco',
        'seis',
        'siete',
        'ocho',
        'nueve',
        'diez',
        'once',
        'doce',
      ],
      day: 'día/días',
      week: 'semana/semanas',
      month: 'mes/meses',
      year: 'año/años',
    },
  },
};
