### Words that several pages use: days, sizes, counts, people, steps. Only plain text here, no markup.

## Days. $month and $date are numbers; $year stays as it is.
month =
    { $month ->
        [1] janeiro
        [2] fevereiro
        [3] março
        [4] abril
        [5] maio
        [6] junho
        [7] julho
        [8] agosto
        [9] setembro
        [10] outubro
        [11] novembro
       *[12] dezembro
    }
date = { $date } de { month } de { $year }
hour = { $hour } UTC
hour-on = { $hour } UTC de { $day }

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
        [one] { $days } dia
       *[other] { $days } dias
    }
months =
    { $months ->
        [one] { $months } mês
       *[other] { $months } meses
    }

## People whom a reporter may leave out. They begin a line.
choice-unit = Todas as pessoas de { $unit }
choice-role = { $role } ({ $unit })
role-intake = Quem recebe as denúncias
role-investigator = Quem investiga
role-head = A chefia da unidade
role-protection = Quem trata da proteção
role-oversight = O órgão de controlo
role-custodian = Quem guarda os nomes
role-admin = Quem administra o sistema
role-analyst = Quem analisa os dados

## Where a report stands
status-finished = Está terminada. O que encontrámos e fizemos está mais abaixo.
status-asked = Fizemos-lhe uma pergunta. Se já respondeu, estamos a ler a sua resposta.
status-received = Está connosco. Ainda ninguém a abriu.
status-written = Está connosco, e alguém lhe escreveu.
status-checking = Está a ser verificada: alguém a leu.
status-investigating = Está a ser investigada.
status-referred = Foi enviada a outra autoridade.
status-deciding = Está a ser decidida.

## What was done with a report, in the public log
step-report-received = A sua denúncia chegou
step-followup-received = Enviou uma mensagem ou um ficheiro
step-reply-sent = Escrevemos-lhe
step-read = Uma pessoa que pode ler a sua denúncia abriu-a
step-state-changed = A sua denúncia foi fechada, ou aberta de novo
step-triaged = Alguém anotou de que trata a sua denúncia
step-assigned = O trabalho foi entregue a uma pessoa
step-recorded = Trabalhámos nela
step-proposed = Foi proposto um passo que precisa de duas pessoas
step-wrap-proposed = Alguém pediu que mais uma pessoa a possa ler
step-wrap-added = Mais uma pessoa recebeu uma chave
step-wrap-removed = A chave de uma pessoa foi retirada
step-rekeyed = Recebeu uma chave nova, para quem ainda a pode ler
step-approved = Uma segunda pessoa concordou com um passo
step-exported = Uma parte foi dada a outro serviço
step-identity-opened = Foi aberto um nome dado em segredo
step-identity-refused = Alguém pediu um nome dado em segredo, e não o recebeu
step-recovery-used = Foi usada a chave de reserva
step-retention-extended = Vai ser guardada mais tempo
step-legal-hold = Foi dito que não pode ser destruída, ou que pode de novo
step-other = Foi feita outra coisa com ela
step-unknown = Um passo que não podemos mostrar

## What became of a file
file-nameless = Um ficheiro sem nome
file-too-big = É demasiado grande, sozinho ou com os outros. Envie-o sozinho, ou torne-o mais pequeno.
file-case-full = Já não há espaço nesta denúncia. Diga-nos numa mensagem o que ele mostra.
file-store-full = Não temos espaço neste momento. Tente de novo dentro de alguns dias.
file-too-many = Eram demasiados ficheiros de uma vez. Envie-o de novo agora.
file-broken = Não chegou inteiro. Envie-o de novo.
file-cleaned = Dados escondidos retirados.
file-partly-cleaned = O ficheiro estava danificado: retirámos os dados escondidos que pudemos.
file-untouched = Guardado tal como é, com os dados escondidos que tiver.
file-original = Guardado tal como é, como pediu.
file-already = Já tinha chegado antes.

## What the box at the top of a page says: a heading, and what to do
flash-first = Uma palavra não está certa
    .body = Não conhecemos uma palavra da primeira metade (palavras 1 a 4). Compare-a com o seu papel. A sua denúncia está segura.
flash-second = Uma palavra não está certa
    .body = Não conhecemos uma palavra da segunda metade (palavras 5 a 8). Compare-a com o seu papel. A sua denúncia está segura.
flash-count = O código não está completo
    .body = Um código tem 8 palavras, ou 27 algarismos. Escreva todos, e mais nada. A sua denúncia está segura.
flash-slip = Há um engano no código
    .body = Uma palavra ou um algarismo está errado, ou dois trocaram de lugar. Compare-os com o seu papel. A sua denúncia está segura.
flash-wrong = Este código não abre nada
    .body = Compare cada palavra com o seu papel. Se o escreveu muitas vezes, espere dez minutos e tente de novo. Se um caso terminou há muito tempo, o seu código deixa de funcionar.
flash-ended = Fechámos a sua página
    .body = A sua página estava aberta há algum tempo, e fechámo-la para proteger quem a usa. Tudo o que enviou antes está seguro. Se estava a escrever, esse texto não foi enviado: volte atrás, e copie-o se ainda lá estiver. Depois escreva o seu código para continuar.
flash-right = O seu papel está certo
    .body = As duas estão certas. Esconda o papel, e carregue em «{ leave }» quando terminar.
flash-again = Isso não coincide
    .body = Veja outra vez o seu papel, e corrija-o. O código ainda está mais abaixo.
flash-once = Já a temos
    .body = Carregou duas vezes no botão, ou voltou à página. Guardamos a sua denúncia uma só vez. Está tudo bem.
flash-added = Juntámos as suas palavras novas
    .body = Enviou a mesma página outra vez com outras palavras. Agora a sua denúncia tem as duas.
flash-unnamed = Não ficámos com o nome
    .body = Enviou a mesma página outra vez, agora com um nome ou com outro. As suas palavras foram juntas. Um nome só pode ser fechado à chave no primeiro envio: o que deu então fica como está, e se não deu nenhum, não temos nenhum.
flash-held = Não juntámos isto
    .body = Enviou a mesma página outra vez, e agora indicou alguém que não a deve ver. Mas essa pessoa talvez já possa ler a primeira denúncia. Escreva uma denúncia nova, com um código novo, para que a possamos esconder dela.
flash-order = Uma parte não foi lida
    .body = Veio alguma coisa depois dos ficheiros, e não a lemos. O que vê mais abaixo é o que temos.
flash-sent = Temos a sua mensagem
    .body = Está fechada à chave e a caminho de quem lê a sua denúncia. Volte dentro de alguns dias.
flash-files = Recebemos os seus ficheiros
    .body = Veja mais abaixo o que chegou.
flash-missing = Nem todos os ficheiros foram juntos
    .body = As suas palavras estão seguras. A lista de ficheiros mais abaixo diz o que falta, e porquê.
flash-nothing = Não havia nada para enviar
    .body = Escreva uma mensagem ou escolha um ficheiro, e depois carregue em «{ inbox-send }».
