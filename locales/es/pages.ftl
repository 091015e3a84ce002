### The reporter's pages. Plain words, short sentences. Markup: only <strong> and <em>, and links as they stand in English.

## Around every page
title = Información
leave = Salir ya
languages = Idiomas
start-page = Página de inicio
staying-safe = Cómo protegerse
come-back = Volver con mi código
report-something = Denunciar algo

## The first page
landing-heading = Cuéntenos de la corrupción en la aduana
landing-lead = No tiene que decir quién es. No lo sabemos, y no intentamos averiguarlo.
landing-device = <strong>Use su propio teléfono o computadora.</strong> No uno del trabajo, ni el wifi del trabajo. Su empleador puede ver qué páginas abre.
landing-next = Qué pasa después
landing-next-write = Usted escribe lo que pasó. Solo eso hace falta. Puede añadir fotos y papeles.
landing-next-code = Recibe un código de 8 palabras. Escríbalo en papel. Es el único camino de vuelta a su denuncia.
landing-next-looked = En un plazo de <strong>{ days }</strong>, una persona mira su denuncia. Quizá le hagamos aquí una pregunta.
landing-next-told = En un plazo de <strong>{ months }</strong>, le decimos aquí qué hicimos.
landing-no-calls = No podemos llamarle ni escribirle. Usted vuelve con su código y lee nuestra respuesta.
landing-readers = Quién la lee
landing-readers-unit =
    <strong>{ $unit }</strong>: { $readers ->
        [one] { $readers } persona
       *[other] { $readers } personas
    }.
landing-readers-nobody = Nadie más en la aduana tiene la llave. El personal de informática no la tiene, y este sitio web tampoco. Hay una llave de repuesto en pedazos, repartida entre varios organismos; ninguno puede usar su pedazo por sí solo.
landing-readers-not = Puede decir quién <strong>no</strong> debe ver su denuncia. Si excluye a la jefatura de la unidad, o a toda la unidad, la leen en su lugar inspectores de fuera.
landing-never = Lo que nunca guardamos
landing-never-address = su dirección de internet
landing-never-device = qué teléfono, computadora o navegador usa
landing-never-hour = la hora: guardamos solo el día, y para el registro público la parte del día
landing-never-words = sus palabras en una forma que este sitio pueda volver a leer
landing-could = Lo que aún podría delatarle
landing-could-words = <strong>Lo que escribe.</strong> Su nombre, o algo que solo usted puede saber.
landing-could-device = <strong>Su aparato.</strong> Un teléfono, una computadora o un wifi del trabajo.
landing-could-calls = <strong>Llamadas y mensajes.</strong> No llame ni escriba a nadie sobre su denuncia.
landing-could-files = <strong>Fotos y archivos.</strong> Pueden contener el lugar, la hora y un nombre. Lo quitamos de la mayoría de las fotos, pero no de otros archivos.
landing-could-people = <strong>Personas cerca de usted.</strong> Nadie debe ver su pantalla ni encontrar su papel.
landing-safe = Cómo protegerse
landing-cannot = De qué no podemos protegerle
landing-cannot-reader = De una persona que lee, rompe las reglas y habla, o cuya computadora tiene un virus.
landing-cannot-server = De alguien que tome el control de este sitio: podría leer las denuncias nuevas cuando llegan, o perder una antes de anotarla en el registro público. No puede leer las antiguas, ni hacer desaparecer una sin dejar huella.
landing-cannot-line = De alguien que pueda vigilar internet: puede ver que usted estuvo en este sitio, y cuánto envió. El <a href="{ $root }/h#tor">navegador Tor</a> ayuda.
landing-check = Cómo puede comprobar lo que hacemos
landing-check-log = Cada paso con una denuncia deja una anotación en un registro público, que después no se puede cambiar. Ahí no está ninguna denuncia, y nadie puede ver quién denunció. Pero si más tarde se oculta o se destruye una denuncia, se nota. <a href="{ $root }/l">Cómo funciona</a>
landing-good = Bueno saberlo
landing-good-proof = No necesita pruebas. Cuéntenos lo que sabe. No pagamos recompensa.
landing-channels = También puede acudir a:

## Who is reporting
who-heading = ¿Quién es usted?
who-why = Preguntamos solo para hacer las preguntas correctas. No nos diga su nombre.
who-trader = Comerciante, agente, transportista o viajero
who-trader-hint = Usted cruza la frontera, o la cruzan sus mercancías.
who-staff = Personal de aduanas
who-staff-hint = Usted trabaja o trabajó para la aduana.
who-other = Otra persona
who-other-hint = Usted vio u oyó algo.
who-before = Antes de empezar
who-before-paper = Tenga <strong>papel y lápiz</strong> a mano para su código.
who-before-screen = Esté donde <strong>nadie pueda ver su pantalla</strong>.
who-before-work = No use un teléfono, computadora o wifi del trabajo.
who-before-stop = Si tiene que parar, pulse <strong>{ leave }</strong>. Está arriba en cada página.

## The code
code-heading = Su código
code-or-digits = O escriba estas cifras en su lugar. Sirven igual.
code-or-words = O escriba estas palabras inglesas en su lugar. Sirven igual.
code-paper = <strong>Escríbalo en papel y esconda el papel.</strong> No haga una captura de pantalla. Nadie puede darle este código otra vez, ni siquiera nosotros.

## The report
report-heading = Su denuncia
report-lead = Primero anote este código. Después conteste más abajo.
report-code = Con este código vuelve y lee nuestra respuesta. Empieza a funcionar cuando pulsa «{ report-send }».
report-about = ¿De qué se trata?
family-sol = Alguien quiere dinero, cosas o un favor por hacer su trabajo.
family-sex = Alguien quiere sexo, o le toca o le insulta.
family-col = Valor, peso, origen o papeles falsos, de acuerdo entre ellos.
family-ctl = Pasan mercancías sin control. Algunos clientes van primero.
family-smg = Drogas, armas, personas, oro, cigarrillos, combustible.
family-ast = Desaparecen mercancías retenidas. Se pagan derechos y no se entregan.
family-coi = Un funcionario tiene una empresa, o ayuda a familia y amigos.
family-inf = Secretos vendidos. Datos cambiados. Una contraseña compartida.
family-hrm = Pagar por un empleo o un buen puesto. Dinero que sube a los jefes.
family-con = Insultos, amenazas, violencia, negarse sin razón.
family-ret = Castigo, amenazas o búsqueda de quien habló.
family-prv = Un agente u otro servicio cobra dinero «para el funcionario».
report-hurt = <strong>Si alguien quiere sexo, o le toca o le amenaza:</strong> no es culpa suya. No tiene que describirlo. Basta con decir que pasó, dónde, y quién lo hizo.
report-story-trader = ¿Qué pasó?
report-story-staff = ¿Qué vio, oyó o encontró?
report-story-other = ¿Qué sabe?
no-name = No escriba su nombre. Deje fuera lo que solo usted puede saber.
report-story-trader-hint = ¿Quién pidió qué? ¿Cuánto? ¿Qué dijeron que pasaría? ¿Pagó usted? No tendrá problemas por contárnoslo.
report-story-staff-hint = ¿Quién hizo qué, y cómo? ¿Quién más participa? ¿Qué registros lo mostrarían? No copie ni busque nada nuevo: eso podría delatarle.
report-story-other-hint = ¿Quién hizo qué, y cómo lo sabe usted? Cada detalle ayuda: un nombre, una placa, una matrícula, una empresa.
report-any-language = Puede usar cualquier idioma.
report-place-trader = ¿Qué frontera, puerto u oficina?
report-place-staff = ¿Qué oficina o unidad?
report-place-other = ¿Dónde?
report-place-few = Si allí trabajan pocas personas, nombre mejor la oficina más grande.
report-empty = Puede dejarlo vacío.
report-time = ¿Cuándo?
report-time-staff = ¿Cuándo, o desde cuándo?
report-time-exact = Un día o una hora exactos pueden mostrar quién es usted. Basta «la semana pasada» o «en marzo».
report-exclude = ¿Quién <em>no</em> debe ver esta denuncia?
report-exclude-hint = Marque a quien participa en ello, o está demasiado cerca. No reciben llave, y nadie les dice nada. Si quedan muy pocas personas, se les unen inspectores de fuera. Si marca la jefatura de la unidad o toda la unidad, solo inspectores de fuera leen su denuncia.
report-name = Solo si quiere: su nombre, y cómo contactarle
report-name-risk = Un nombre es la forma más segura de ser encontrado. Déjelo vacío si duda: recibe la misma ayuda sin él.
report-name-apart = Se guarda bajo llave aparte de su denuncia. Solo quien guarda los nombres, que no lee denuncias, puede abrirlo para uno de nosotros, y debe decir por qué. Si eso pasa, usted lo ve en sus mensajes.
report-name-name = Nombre
report-name-contact = ¿Cómo podemos contactarle?
report-files = ¿Tiene fotos, mensajes o papeles?
report-files-later = Puede dejar esto, y añadir archivos más tarde.
report-files-risk = Un archivo puede mostrar quién lo hizo. De las fotos (JPEG, PNG, WebP) quitamos el lugar, la hora y el teléfono ocultos. De otros archivos, como PDF, Word o video, no podemos.
report-files-keep = Más fuerte como prueba, pero puede mostrar quién es usted.
files-choose = Elegir archivos
files-limits =
    { $files ->
        [one] { $files } archivo, de hasta { $each }. Cualquier tipo de archivo.
       *[other] Hasta { $files } archivos, cada uno de hasta { $each }, { $together } en total. Cualquier tipo de archivo.
    }
report-send = Enviar mi denuncia
report-wait = Primero se guardan sus palabras, después sus archivos. Con archivos puede tardar unos minutos: deje la página abierta. Si se corta la línea, su código de arriba sigue sirviendo.

## After sending
sent-heading = Tenemos su denuncia
sent-lead = Está bajo llave. Solo quienes pueden leerla tienen la llave.
sent-paper = Compruebe su papel
sent-paper-how = Mire su papel, no la pantalla. Escriba dos palabras de él. Puede saltarse este paso.
sent-word-3 = Palabra 3
sent-word-7 = Palabra 7
sent-groups = Si anotó las cifras, escriba el grupo 3 y el grupo 7.
sent-check = Comprobar
sent-files = Sus archivos
sent-again = Enviar otra vez los archivos que faltan
files-add = Añadir archivos
files-risk = Un archivo puede mostrar quién lo hizo. Quitamos los datos ocultos solo de las fotos.
files-keep = Guarden mis fotos exactamente como son, con los datos ocultos.
sent-now = Qué pasa ahora
sent-now-looked = En un plazo de <strong>{ days }</strong>, una persona mira su denuncia.
sent-now-back = Vuelva con su código <strong>después de eso</strong>, desde un lugar seguro. Quizá tengamos una pregunta.
sent-now-told = En un plazo de <strong>{ months }</strong>, le decimos qué hicimos.
sent-silent = <strong>No diga a nadie que denunció.</strong> No busque más pruebas. Actúe como cualquier otro día.
sent-leave = Tengo mi código. Salir ya
sent-messages = Ir a mis mensajes
file-not-added = No se añadió.
file-arrived = Llegó.
file-arrived-size = Llegó, { $size }.
files-more =
    { $more ->
        [one] Y { $more } más que no se añadió.
       *[other] Y { $more } más que no se añadieron.
    }
flash-go = Ir a la casilla

## Coming back
comeback-heading = Volver con su código
comeback-label = Sus 8 palabras, o sus 27 cifras
comeback-hint = Da igual usar letras grandes o pequeñas. Bastan las cuatro primeras letras de cada palabra.
comeback-open = Abrir mis mensajes
comeback-nothing = Mi código no abre nada
comeback-nothing-why = Primero compare cada palabra con su papel. Un código también deja de funcionar cuando su denuncia terminó hace mucho y pasó su tiempo. Si cree que no es eso, una prueba que usted se llevó <a href="{ $root }/h#proof">lo demuestra</a>.
comeback-lost = Perdí mi código
comeback-lost-why = Nadie puede encontrarlo de nuevo, ni siquiera nosotros: no sabemos quién es usted. Su denuncia sigue a salvo, y seguimos trabajando en ella. Pero no puede leer nuestra respuesta.
comeback-lost-new = Puede <a href="{ $root }/n">escribir una denuncia nueva</a>. Diga en ella que ya denunció antes, y más o menos cuándo.

## Messages
inbox-heading = Sus mensajes
inbox-stands = Cómo va su denuncia
inbox-none = <strong>Tenemos su denuncia.</strong> Todavía no hay ningún mensaje para usted. Una persona mira cada denuncia en un plazo de { days }, y le dice en un plazo de { months } qué se hizo.
inbox-some =
    <strong>{ $total ->
        [one] Hay { $total } mensaje para usted.
       *[other] Hay { $total } mensajes para usted.
    }</strong> Por favor lea, y conteste más abajo si le preguntamos algo. En un plazo de { months } desde su denuncia le decimos qué se hizo.
inbox-files = Los archivos que acaba de enviar
inbox-unverified =
    { $count ->
        [one] <strong>No se muestra { $count } mensaje.</strong> No pudimos estar seguros de que venga de quienes pueden leer su denuncia. Usted no hizo nada malo.
       *[other] <strong>No se muestran { $count } mensajes.</strong> No pudimos estar seguros de que vengan de quienes pueden leer su denuncia. Usted no hizo nada malo.
    }
inbox-from-us = De nuestra parte
inbox-older = Mensajes anteriores
inbox-continued = { $day } (continuación)
inbox-more = Más mensajes
newer = Más recientes
inbox-write = Escríbanos
inbox-closes = Esta página se cierra sola después de 15 minutos, para protegerle. Si necesita más tiempo, envíe en dos o tres partes.
inbox-send = Enviar
inbox-where = ¿Dónde está lo que envié?
inbox-where-why = Aquí no puede verlo, y es a propósito. Si alguien encuentra su código o le obliga a darlo, no puede leer lo que usted nos contó.
inbox-log = ¿Está mi denuncia en el registro público?
inbox-safe = Protéjase
inbox-safe-how = ¿Alguien intenta averiguar quién denunció, o le castiga? Díganoslo aquí. Cuando termine, pulse <strong>{ leave }</strong>.

## The public log
log-lead = No tiene que creernos que ninguna denuncia se enterró. Hay un registro público, y cualquiera puede comprobarlo.
log-what = Qué es el registro público
log-what-steps = Cada paso con una denuncia recibe una anotación: cuando llega, cuando alguien la abre, cuando contestamos, cuando se destruye. Solo se pueden añadir anotaciones. Si una se cambia o se quita, cualquiera puede ver que algo va mal.
log-what-numbers = <strong>Ninguna denuncia está ahí.</strong> Una anotación es un número hecho por una computadora. Nadie puede volver a convertirlo en palabras, nombres o una denuncia.
log-what-empty = A horas fijas aparecen { $block } anotaciones nuevas, aunque no haya pasado nada. La mayoría están vacías. Nadie de fuera distingue una vacía de una verdadera.
log-now = Cómo está ahora
log-now-size =
    { $size ->
        [one] <strong>{ $size } anotación</strong>, publicada a las { $published }. Las próximas llegan a las { $next }.
       *[other] <strong>{ $size } anotaciones</strong>, publicadas a las { $published }. Las próximas llegan a las { $next }.
    }
log-now-name = Nombre del registro:
log-now-seal = Su sello, hecho de todas las anotaciones juntas:
log-now-other = Si otra persona ve otro sello para el mismo número de anotaciones, a alguien se le miente. Por favor, dígaselo a todo el mundo.
log-nothing = <strong>Todavía no se ha publicado nada.</strong> El registro empieza a las { $next }. Las denuncias enviadas antes ya están anotadas, y aparecen entonces.
log-watch = Quién lo vigila
log-watch-none = <strong>Nadie de fuera firma todavía este registro.</strong> Aun así se puede comprobar, pero podríamos mostrar dos registros distintos a dos personas. Guarde una copia del sello, y compare.
log-watch-some = Organismos ajenos a nosotros firman el sello. Firman solo si el registro creció y nada en él se cambió.
log-watch-needed =
    { $needed ->
        [one] Se necesita al menos { $needed } firma.
       *[other] Se necesitan al menos { $needed } firmas.
    }
log-watch-unsaid = Las reglas de aquí no dicen cuántos deben firmar.
log-watch-few = <strong>Muy pocos han firmado este.</strong> Firman algún tiempo después de cada publicación. Si sigue así más de un día, pregúnteles por qué.
log-watch-enough = <strong>Han firmado bastantes.</strong>
log-watch-signed = { $name }: firmó el { $day }
log-watch-not-yet = { $name }: todavía no
log-watch-more =
    { $more ->
        [one] y { $more } más que firmó
       *[other] y { $more } más que firmaron
    }
log-watch-more-not =
    { $more ->
        [one] y { $more } más que aún no firmó
       *[other] y { $more } más que aún no firmaron
    }
log-shows = Qué muestra, y qué no
log-shows-trace = Una denuncia con anotación no puede desaparecer sin huella: la anotación queda para siempre. Quien se llevó el archivo con la prueba puede mostrar que estaba ahí.
log-shows-two = Si se destruye una denuncia, dos personas deben firmarlo, y el registro guarda eso también.
log-shows-lost = No puede mostrar una denuncia que se perdió en el camino, antes de anotarse. Por eso puede recibir nuestra palabra firmada justo después de enviar: <a href="{ $root }/h#proof">qué hacer con ella</a>.
log-shows-well = No muestra si trabajamos bien.
log-strangers = Qué pueden ver los extraños
log-strangers-busy = Que este sitio funciona. Y si un día pasa mucho más de lo que cabe, un segundo grupo de { $block } anotaciones: entonces saben que fue un día de mucho trabajo. Nada más.
log-yourself = Compruébelo usted
log-yourself-files = Necesita a alguien que entienda de computadoras. No hace falta que le conozca. Los archivos: <a href="/log/checkpoint">el sello con sus firmas</a>, <a href="/log/policy">qué firmas cuentan</a>, y las anotaciones en { $path }
log-yourself-program = Con nuestro programa gratuito, todo el registro:
log-yourself-proof = Una prueba, sin internet:

## The proof
proof-heading = Su denuncia en el registro público
proof-risk = <strong>Mire y váyase.</strong> Un archivo de esta página, una foto de ella, o un número de ella en su teléfono muestra que usted denunció. Llévese algo solo si puede esconderlo bien.
proof-alarm = Algo va mal
proof-alarm-what = Al menos un paso de más abajo no está donde prometimos. Puede ser un error, o alguien cambió nuestros registros. Usted no hizo nada malo.
proof-alarm-do = <strong>Qué hacer:</strong> llévese el archivo de ese paso si puede esconderlo. Lleva nuestra firma. Muéstrelo a alguien de fuera de la aduana.
proof-held =
    <strong>{ $held ->
        [one] { $held } paso de esta página está en el registro público.
       *[other] { $held } pasos de esta página están en el registro público.
    }</strong> Este servidor acaba de comprobarlo. No tiene que creerlo: <a href="{ $root }/l">cómo puede comprobar lo que hacemos</a>.
proof-missing =
    <strong>{ $missing ->
        [one] { $missing } paso no tiene recibo.
       *[other] { $missing } pasos no tienen recibo.
    }</strong> Algo se hizo con su denuncia, y no tenemos para usted una palabra firmada sobre ello. En denuncias de antes del registro público es normal. En otras, pregúntenos por qué en un mensaje.
proof-none = Ningún paso de su denuncia está en el registro. Llegó antes de que lo hubiera.
proof-done = Qué se hizo, lo más reciente primero
proof-older = Pasos anteriores
proof-more = Más pasos
# After the name of a step.
proof-on = , { $day }
proof-stands = Número { $index } de { $size }. Comprobado ahora mismo: está ahí.
proof-moved = Número { $index } de { $size } en el registro que sigue al primero. Comprobado ahora mismo: está ahí.
proof-waits = Espera la próxima publicación, a las { $next }. En días de mucho trabajo llega con una posterior.
proof-late = <strong>Con retraso.</strong> Todavía espera, y ya debería estar en el registro. Vuelva en un día. Si aún espera, pregúntenos por qué.
proof-lost = <strong>Desaparecido.</strong> Lo prometimos, y no está en el registro, ni espera.
proof-fails = <strong>No se sostiene.</strong> El registro no prueba que esté ahí.
proof-unverified = <strong>El recibo está dañado, o no lo firmamos nosotros.</strong>
proof-no-receipt = No tiene recibo.
proof-take = Llevarse la prueba
proof-take-receipt = Llevarse el recibo
proof-signed =
    { $size ->
        [one] Quién firmó el registro de { $size } anotación
       *[other] Quién firmó el registro de { $size } anotaciones
    }
proof-signed-few =
    { $needed ->
        [one] Muy pocos organismos de fuera lo han firmado hasta ahora: hace falta { $needed }. Vuelva en un día para tener una prueba más fuerte.
       *[other] Muy pocos organismos de fuera lo han firmado hasta ahora: hacen falta { $needed }. Vuelva en un día para tener una prueba más fuerte.
    }
proof-signed-us = Nosotros. Nadie de fuera firma este registro.
proof-signed-by = { $name }, { $day }
proof-signed-more =
    { $more ->
        [one] y { $more } más
       *[other] y { $more } más
    }
proof-end = Cuando termine
proof-end-file = El archivo no dice ni una palabra de su denuncia. Solo dice que existe, y qué día se hizo algo. <a href="{ $root }/h#proof">Qué hacer con él</a>
proof-back = Volver a mis mensajes

## A report that was destroyed
gone-heading = Su denuncia fue destruida
gone-lead = Se destruyó el { $day }. Nadie puede leerla ya, ni siquiera nosotros. Todos los archivos y mensajes se fueron con ella.
gone-two = Dos personas deben hacerlo juntas, y las dos deben firmar. Lo hicieron:
gone-why = Por qué
gone-wrote = Escribieron
gone-no-reason = (sin razón)
gone-left = Qué queda de ella
gone-signatures = <strong>Las dos firmas son correctas. Acabamos de comprobarlas.</strong>
gone-in = Lo que firmaron está en el registro público como número { $index } de { $size }.
gone-waits = Lo que firmaron espera la próxima publicación del registro público, a las { $next }.
gone-nowhere = Pero lo que firmaron no está en el registro público donde debería. Pregunte la razón: esto no es correcto.
gone-entries =
    { $entries ->
        [one] { $entries } anotación de su denuncia queda en el <a href="{ $root }/l">registro público</a> para siempre.
       *[other] Las { $entries } anotaciones de su denuncia quedan en el <a href="{ $root }/l">registro público</a> para siempre.
    } Una prueba que usted se llevó todavía muestra que su denuncia estaba ahí.
gone-unsigned = Su denuncia ya no está, y no fue como debe ser
gone-unsigned-who = Nadie que pudiera hacerlo lo firmó
gone-unsigned-what = Su denuncia fue destruida. Dos personas deben firmarlo, y lo que tenemos <strong>no</strong> está firmado por dos personas que puedan. Alguien rompió las reglas, o cambió nuestros registros.
gone-keep-proof = <strong>Qué hacer:</strong> si se llevó una prueba, guárdela bien. Demuestra que su denuncia estaba aquí. Muéstrela a alguien de fuera de la aduana.
gone-missing = Su denuncia ya no está
gone-missing-word = No hay palabra firmada sobre ello
gone-missing-what = Su denuncia fue destruida. Dos personas deben firmarlo, y aquí no hay nada que hayan firmado. En una denuncia de antes del registro público puede ser correcto. En cualquier otra no lo es.
gone-can = Qué puede hacer
gone-can-new = Si aún quiere contárnoslo, <a href="{ $root }/n">escriba una denuncia nueva</a>. Recibe un código nuevo.
gone-can-else = Si cree que esto no fue correcto, acuda a otra persona.
gone-can-example = Por ejemplo:
gone-code = Con este código ya no hay nada que leer. Ya no lo necesita.

## When something cannot be done
safe-before = <strong>Qué está a salvo:</strong> todo lo que envió antes.
safe-nothing-kept = <strong>Qué está a salvo:</strong> no guardamos nada.
busy-heading = Espere un momento, por favor
busy-lead = Demasiadas personas usan esta página ahora mismo.
busy-safe = <strong>Qué está a salvo:</strong> todo lo que envió antes. Lo que acaba de enviar quizá no se guardó.
busy-do = <strong>Qué hacer:</strong> espere uno o dos minutos. Después vuelva atrás y pulse el botón otra vez. No puede enviar la misma página dos veces por error: la guardamos una vez.
full-heading = No hay espacio en este momento
full-lead = No pudimos guardar lo que acaba de enviar.
full-do = <strong>Qué hacer:</strong> vuelva atrás y pulse el botón otra vez en unas horas, primero sin archivos. Guardamos la misma página una sola vez. Si estaba enviando una denuncia, su código también se lo dice: <a href="{ $root }/c">escríbalo aquí</a>. Si abre, tenemos su denuncia.
full-or = Si no puede esperar, acuda a:
expired-heading = Esa página era demasiado antigua
expired-lead = Su denuncia no se envió. La página en que escribió estuvo abierta demasiado tiempo, o la lista de lectores cambió.
expired-safe = <strong>Qué está a salvo:</strong> no guardamos nada de lo que acaba de escribir. Si nunca había enviado esa página antes, su código no abre nada.
expired-do = <strong>Qué hacer:</strong> vuelva atrás. Si sus palabras aún están ahí, cópielas. Después <a href="{ $root }/n">abra una página nueva</a>, anote el código nuevo, y envíe otra vez.
closed-heading = Ahora no podemos recibir denuncias
closed-lead = La lista de quienes pueden leer denuncias no es válida en este momento. No tomamos una denuncia que nadie podría abrir con seguridad.
closed-safe = <strong>Qué está a salvo:</strong> las denuncias enviadas antes. Nada de lo que acaba de escribir se guardó.
closed-do = <strong>Qué hacer:</strong> <a href="{ $root }/">inténtelo de nuevo</a> en un día o dos.
closed-or = O acuda a:
trouble-heading = Algo falló de nuestro lado
trouble-lead = No es culpa suya.
trouble-safe = <strong>Qué está a salvo:</strong> todo lo que envió antes. Lo que acaba de enviar quizá no llegó.
trouble-do = <strong>Qué hacer:</strong> vuelva atrás y pulse el botón otra vez. Guardamos la misma página una sola vez. Si estaba enviando una denuncia, su código también se lo dice: <a href="{ $root }/c">escríbalo aquí</a> después de unos minutos. Si abre, tenemos su denuncia.
empty-heading = No había relato
empty-lead = Necesitamos unas palabras sobre lo que pasó. No se envió nada.
empty-do = <strong>Qué hacer:</strong> vuelva atrás y escriba lo que pasó. Basta una sola frase. Su código sigue siendo el mismo.
long-heading = Era demasiado texto
long-lead = Su texto es más largo de lo que podemos tomar de una vez. No se envió nada.
long-do = <strong>Qué hacer:</strong> vuelva atrás y acórtelo. Puede enviar el resto más tarde, con su código.
unreadable-heading = No pudimos leer eso
unreadable-lead = La página no nos llegó entera, o vino de otro sitio. No se envió nada.
unreadable-do = <strong>Qué hacer:</strong> vuelva atrás y pulse el botón otra vez. Si usó un programa de ayuda, use en su lugar un navegador sencillo.
slow-heading = La línea era demasiado lenta
slow-lead = Su conexión se detuvo antes de que tuviéramos todo.
slow-safe = <strong>Qué está a salvo:</strong> todo lo que envió antes. Sus palabras van primero, así que quizá llegaron.
slow-do = <strong>Qué hacer:</strong> <a href="{ $root }/c">escriba su código</a>. Si abre, tenemos sus palabras. Si no, vuelva atrás y envíe otra vez, primero sin archivos.
nowhere-heading = Esa página no existe
nowhere-lead = La dirección está mal, o es antigua.
method-heading = Eso no funciona aquí
method-lead = Su navegador pidió algo que esta página no puede hacer.
start-do = <strong>Qué hacer:</strong> <a href="{ $root }/">vaya a la página de inicio</a>.

## How to stay safe
help-before = Antes de denunciar
help-before-device = Use su propio teléfono o computadora. No use el wifi de su trabajo.
help-before-screen = Vaya donde nadie pueda ver su pantalla.
help-before-proof = No busque más pruebas. No abra registros que no necesita para su trabajo: alguien puede ver quién los abrió.
help-before-talk = No hable, llame ni escriba a nadie sobre esto. Tampoco a amigos.
help-hide = Ocultar que estuvo aquí
help-hide-line = No guardamos su dirección de internet. Pero su compañía de teléfono o su wifi puede ver que alguien abrió este sitio.
help-hide-tor = <strong>El navegador Tor</strong> oculta esto. Es gratis. En un teléfono, consígalo en la tienda de aplicaciones, o en torproject.org. Después abra esta página en él. No lo instale en un aparato del trabajo.
help-write = Cuando escriba
help-write-name = No escriba su nombre, su número de teléfono ni su puesto.
help-write-few = ¿Cuántas personas saben esto? Si solo son usted y dos más, dígalo de forma general.
help-write-i = No diga «yo» donde basta «un comerciante» o «alguien».
help-files = Fotos y archivos
help-files-clean = De las fotos (JPEG, PNG, WebP) quitamos el lugar, la hora y el teléfono ocultos.
help-files-not = De PDF, Word, HEIC, sonido y video no podemos quitar nada.
help-files-look = Mire la imagen misma: su mano, su mesa, un nombre, un reflejo.
help-files-print = Las páginas impresas pueden llevar marcas muy pequeñas que delatan la impresora.
help-code = Su código
help-code-paper = Escríbalo en papel. No le haga una foto, no se lo envíe.
help-code-keep = Guarde el papel donde nadie mire. No hace falta que diga para qué sirve.
help-code-whoever = Quien tenga su código puede leer nuestros mensajes para usted. No puede leer lo que usted envió.
help-proof = La prueba de que tenemos su denuncia
help-proof-what = Sus mensajes tienen un enlace al <a href="{ $root }/l">registro público</a>. Ahí puede mirar si su denuncia está en él, y llevarse un archivo pequeño como prueba.
help-proof-risk = La mayoría solo necesita mirar. <strong>El archivo muestra que usted denunció.</strong> Lléveselo solo si puede esconderlo bien, y nunca en un aparato del trabajo.
help-proof-use = Si un día su código no abre nada, y nadie le dijo por qué, el archivo es una prueba: su denuncia estaba aquí. Muéstrelo a alguien de confianza fuera de la aduana: una oficina anticorrupción, un defensor del pueblo, un abogado o un periódico.
help-proof-check = Quien entienda de computadoras puede comprobarlo sin nosotros. No contiene ni una palabra de lo que usted escribió.
help-leave = Qué hace «{ leave }»
help-leave-does = Cierra sus mensajes al momento, le dice a su navegador que olvide este sitio, y abre una página inofensiva.
help-leave-cannot = <strong>No</strong> puede borrarlo todo:
help-leave-history = La lista de páginas que visitó. Abra el historial de su navegador y borre este sitio, o use una ventana privada desde el principio.
help-leave-back = El botón «Atrás» de algunos teléfonos. Cierre del todo el navegador.
help-leave-line = Lo que vio su compañía de teléfono, su empleador o un programa espía en su teléfono.
help-leave-files = Capturas de pantalla, y archivos en su teléfono.
help-language = El idioma
help-language-kept = Si elige un idioma, está en la dirección de la página: dos letras, nada más. También se guarda bajo llave con su denuncia, para que le contestemos en él. No guardamos qué idioma pide su navegador.
help-now = Si necesita ayuda ahora
