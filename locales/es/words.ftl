### Words that several pages use: days, sizes, counts, people, steps. Only plain text here, no markup.

## Days. $month and $date are numbers; $year stays as it is.
month =
    { $month ->
        [1] enero
        [2] febrero
        [3] marzo
        [4] abril
        [5] mayo
        [6] junio
        [7] julio
        [8] agosto
        [9] septiembre
        [10] octubre
        [11] noviembre
       *[12] diciembre
    }
date = { $date } de { month } de { $year }
hour = { $hour } UTC
hour-on = { $hour } UTC del { $day }

## Sizes of files
size-bytes =
    { $size ->
        [one] { $size } byte
       *[other] { $size } bytes
    }
size-kilo = { $size } KB
size-mega = { $size } MB

## How long we take. They stand after "Within".
days =
    { $days ->
        [one] { $days } día
       *[other] { $days } días
    }
months =
    { $months ->
        [one] { $months } mes
       *[other] { $months } meses
    }

## People whom a reporter may leave out. They begin a line.
choice-unit = Todas las personas de { $unit }
choice-role = { $role } ({ $unit })
role-intake = Quienes reciben las denuncias
role-investigator = Quienes investigan
role-head = La jefatura de la unidad
role-protection = Quienes se ocupan de la protección
role-oversight = El órgano de control
role-custodian = Quien guarda los nombres
role-admin = Quienes administran el sistema
role-analyst = Quienes analizan los datos

## Where a report stands
status-finished = Está terminada. Lo que hallamos e hicimos está más abajo.
status-asked = Le hicimos una pregunta. Si ya la contestó, estamos leyendo su respuesta.
status-received = La tenemos. Nadie la ha abierto todavía.
status-written = La tenemos, y alguien le ha escrito.
status-checking = Se está revisando: alguien la ha leído.
status-investigating = Se está investigando.
status-referred = La enviamos a otra autoridad.
status-deciding = Se está decidiendo.

## What was done with a report, in the public log
step-report-received = Llegó su denuncia
step-followup-received = Usted envió un mensaje o un archivo
step-reply-sent = Le escribimos
step-read = Una persona que puede leer su denuncia la abrió
step-state-changed = Su denuncia se cerró, o se abrió de nuevo
step-triaged = Alguien anotó de qué trata su denuncia
step-assigned = Se encargó el trabajo a una persona
step-recorded = Trabajamos en ella
step-proposed = Se propuso un paso que necesita a dos personas
step-wrap-proposed = Alguien pidió que una persona más pueda leerla
step-wrap-added = Una persona más recibió una llave
step-wrap-removed = Se quitó la llave a una persona
step-rekeyed = Recibió una llave nueva, para quienes aún pueden leerla
step-approved = Una segunda persona aprobó un paso
step-exported = Una parte se entregó a otra oficina
step-identity-opened = Se abrió un nombre dado en confianza
step-identity-refused = Alguien pidió un nombre dado en confianza, y no lo recibió
step-recovery-used = Se usó la llave de repuesto
step-retention-extended = Se guardará más tiempo
step-legal-hold = Se dijo que no se debe destruir, o que se puede de nuevo
step-other = Se hizo otra cosa con ella
step-unknown = Un paso que no podemos mostrar

## What became of a file
file-nameless = Un archivo sin nombre
file-too-big = Es demasiado grande, solo o con los demás. Envíelo solo, o hágalo más pequeño.
file-case-full = Ya no hay espacio en esta denuncia. Cuéntenos en un mensaje qué muestra.
file-store-full = No tenemos espacio en este momento. Inténtelo de nuevo en unos días.
file-too-many = Eran demasiados archivos a la vez. Envíelo otra vez ahora.
file-broken = No llegó entero. Envíelo otra vez.
file-cleaned = Datos ocultos quitados.
file-partly-cleaned = El archivo estaba dañado: quitamos los datos ocultos que pudimos.
file-untouched = Guardado tal como es, con sus datos ocultos si los tiene.
file-original = Guardado tal como es, como usted pidió.
file-already = Ya había llegado antes.

## What the box at the top of a page says: a heading, and what to do
flash-first = Una palabra no es correcta
    .body = No conocemos una palabra de la primera mitad (palabras 1 a 4). Compárela con su papel. Su denuncia está a salvo.
flash-second = Una palabra no es correcta
    .body = No conocemos una palabra de la segunda mitad (palabras 5 a 8). Compárela con su papel. Su denuncia está a salvo.
flash-count = El código no está completo
    .body = Un código tiene 8 palabras, o 27 cifras. Escríbalas todas, y nada más. Su denuncia está a salvo.
flash-slip = Hay un error en el código
    .body = Una palabra o una cifra está mal, o dos cambiaron de lugar. Compárelas con su papel. Su denuncia está a salvo.
flash-wrong = Este código no abre nada
    .body = Compare cada palabra con su papel. Si lo escribió muchas veces, espere diez minutos e inténtelo de nuevo. Si un caso terminó hace mucho tiempo, su código deja de funcionar.
flash-ended = Cerramos su página
    .body = Su página llevaba un rato abierta y la cerramos para protegerle. Todo lo que envió antes está a salvo. Si estaba escribiendo, ese texto no se envió: vuelva atrás, y cópielo si aún está ahí. Después escriba su código para seguir.
flash-right = Su papel está bien
    .body = Las dos son correctas. Esconda el papel, y pulse «{ leave }» cuando termine.
flash-again = Eso no coincide
    .body = Mire otra vez su papel, y corríjalo. El código todavía está más abajo.
flash-once = Ya la tenemos
    .body = Usted pulsó el botón dos veces, o volvió a la página. Guardamos su denuncia una sola vez. Todo está bien.
flash-added = Añadimos sus palabras nuevas
    .body = Usted envió la misma página otra vez con otras palabras. Ahora su denuncia tiene las dos.
flash-unnamed = No tomamos el nombre
    .body = Usted envió la misma página otra vez, ahora con un nombre o con otro. Sus palabras se añadieron. Un nombre solo se puede guardar bajo llave con el primer envío: lo que dio entonces queda igual, y si no dio ninguno, no tenemos ninguno.
flash-held = No añadimos esto
    .body = Usted envió la misma página otra vez, y ahora nombró a alguien que no debe verla. Pero quizá esa persona ya puede leer la primera denuncia. Escriba una denuncia nueva, con un código nuevo, para que podamos ocultársela.
flash-order = Una parte no se leyó
    .body = Algo llegó después de los archivos, y no lo leímos. Lo que ve más abajo es lo que tenemos.
flash-sent = Tenemos su mensaje
    .body = Está bajo llave y en camino a quienes leen su denuncia. Vuelva en unos días.
flash-files = Recibimos sus archivos
    .body = Vea más abajo qué llegó.
flash-missing = No se añadieron todos los archivos
    .body = Sus palabras están a salvo. La lista de archivos más abajo dice qué falta, y por qué.
flash-nothing = No había nada que enviar
    .body = Escriba un mensaje o elija un archivo, y después pulse «{ inbox-send }».
