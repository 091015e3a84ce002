### The reporter's pages. Plain words, short sentences. Markup: only <strong> and <em>, and links as they stand in English.

## Around every page
title = Informação
leave = Sair já
languages = Línguas
start-page = Página inicial
staying-safe = Como se proteger
come-back = Voltar com o meu código
report-something = Denunciar algo

## The first page
landing-heading = Fale-nos da corrupção na alfândega
landing-lead = Não tem de dizer quem é. Não sabemos, e não tentamos descobrir.
landing-device = <strong>Use o seu próprio telefone ou computador.</strong> Não use um do trabalho, nem o Wi-Fi do trabalho. O seu empregador pode ver que páginas abre.
landing-next = O que acontece depois
landing-next-write = Escreve o que aconteceu. Só isso é preciso. Pode juntar fotografias e papéis.
landing-next-code = Recebe um código de 8 palavras. Escreva-o em papel. É o único caminho de volta à sua denúncia.
landing-next-looked = Dentro de <strong>{ days }</strong>, uma pessoa vê a sua denúncia. Podemos fazer-lhe aqui uma pergunta.
landing-next-told = Dentro de <strong>{ months }</strong>, dizemos-lhe aqui o que fizemos.
landing-no-calls = Não lhe podemos telefonar nem escrever. Volta com o seu código e lê a nossa resposta.
landing-readers = Quem a lê
landing-readers-unit =
    <strong>{ $unit }</strong>: { $readers ->
        [one] { $readers } pessoa
       *[other] { $readers } pessoas
    }.
landing-readers-nobody = Mais ninguém na alfândega tem a chave. O pessoal da informática não a tem, e este site também não. Há uma chave de reserva em pedaços, repartida por vários organismos; nenhum pode usar o seu pedaço sozinho.
landing-readers-not = Pode dizer quem <strong>não</strong> deve ver a sua denúncia. Se deixar de fora a chefia da unidade, ou toda a unidade, são inspetores de fora que a leem.
landing-never = O que nunca guardamos
landing-never-address = o seu endereço de internet
landing-never-device = que telefone, computador ou navegador usa
landing-never-hour = a hora: guardamos só o dia, e para o registo público a parte do dia
landing-never-words = as suas palavras numa forma que este site possa voltar a ler
landing-could = O que ainda pode revelar quem é
landing-could-words = <strong>O que escreve.</strong> O seu nome, ou algo que só a sua pessoa pode saber.
landing-could-device = <strong>O seu aparelho.</strong> Um telefone, computador ou Wi-Fi do trabalho.
landing-could-calls = <strong>Chamadas e mensagens.</strong> Não telefone nem escreva a ninguém sobre a sua denúncia.
landing-could-files = <strong>Fotografias e ficheiros.</strong> Podem conter o lugar, a hora e um nome. Retiramos isso da maioria das fotografias, mas não de outros ficheiros.
landing-could-people = <strong>Pessoas perto de si.</strong> Ninguém deve ver o seu ecrã nem encontrar o seu papel.
landing-safe = Como se proteger
landing-cannot = De que não podemos proteger
landing-cannot-reader = De alguém que lê, quebra as regras e fala, ou cujo computador tem um vírus.
landing-cannot-server = De alguém que tome conta deste site: poderia ler as denúncias novas quando chegam, ou perder uma antes de ser anotada no registo público. Não pode ler as antigas, nem fazer desaparecer uma sem deixar rasto.
landing-cannot-line = De alguém que possa vigiar a internet: pode ver que esteve neste site, e quanto enviou. O <a href="{ $root }/h#tor">navegador Tor</a> ajuda.
landing-check = Como nos pode verificar
landing-check-log = Cada passo com uma denúncia deixa uma anotação num registo público, que depois não pode ser mudada. Não há lá nenhuma denúncia, e ninguém pode ver quem denunciou. Mas se mais tarde uma denúncia for escondida ou destruída, isso nota-se. <a href="{ $root }/l">Como funciona</a>
landing-good = É bom saber
landing-good-proof = Não precisa de provas. Diga-nos o que sabe. Não pagamos recompensa.
landing-channels = Também se pode dirigir a:

## Who is reporting
who-heading = Quem é?
who-why = Perguntamos só para podermos fazer as perguntas certas. Não nos diga o seu nome.
who-trader = Comerciante, despachante, motorista ou viajante
who-trader-hint = Passa a fronteira, ou passam as suas mercadorias.
who-staff = Pessoal da alfândega
who-staff-hint = Trabalha ou trabalhou para a alfândega.
who-other = Outra pessoa
who-other-hint = Viu ou ouviu alguma coisa.
who-before = Antes de começar
who-before-paper = Tenha <strong>papel e caneta</strong> prontos para o seu código.
who-before-screen = Esteja onde <strong>ninguém veja o seu ecrã</strong>.
who-before-work = Não use telefone, computador ou Wi-Fi do trabalho.
who-before-stop = Se tiver de parar, carregue em <strong>{ leave }</strong>. Está no topo de cada página.

## The code
code-heading = O seu código
code-or-digits = Ou escreva antes estes algarismos. Servem para o mesmo.
code-or-words = Ou escreva antes estas palavras inglesas. Servem para o mesmo.
code-paper = <strong>Escreva-o em papel e esconda o papel.</strong> Não faça uma captura de ecrã. Ninguém lhe pode dar este código outra vez, nem mesmo nós.

## The report
report-heading = A sua denúncia
report-lead = Primeiro anote este código. Depois responda mais abaixo.
report-code = Com este código volta e lê a nossa resposta. Começa a funcionar quando carrega em «{ report-send }».
report-about = De que se trata?
family-sol = Alguém quer dinheiro, coisas ou um favor para fazer o seu trabalho.
family-sex = Alguém quer sexo, ou toca ou insulta.
family-col = Valor, peso, origem ou papéis falsos, combinados entre eles.
family-ctl = Passam mercadorias sem controlo. Alguns clientes vão primeiro.
family-smg = Drogas, armas, pessoas, ouro, cigarros, combustível.
family-ast = Desaparecem mercadorias retidas. Direitos são pagos e não entregues.
family-coi = Um funcionário tem uma empresa, ou ajuda família e amigos.
family-inf = Segredos vendidos. Dados mudados. Uma senha partilhada.
family-hrm = Pagar por um emprego ou um bom lugar. Dinheiro que sobe aos chefes.
family-con = Insultos, ameaças, violência, recusa sem razão.
family-ret = Castigo, ameaças ou busca de quem falou.
family-prv = Um despachante ou outro serviço leva dinheiro «para o funcionário».
report-hurt = <strong>Se alguém quer sexo, lhe toca ou ameaça:</strong> a culpa não é sua. Não tem de o descrever. Basta dizer que aconteceu, onde, e quem o fez.
report-story-trader = O que aconteceu?
report-story-staff = O que viu, ouviu ou encontrou?
report-story-other = O que sabe?
no-name = Não escreva o seu nome. Deixe de fora o que só a sua pessoa pode saber.
report-story-trader-hint = Quem pediu o quê? Quanto? O que disseram que ia acontecer? Pagou? Não vai ter problemas por nos contar.
report-story-staff-hint = Quem fez o quê, e como? Quem mais participa? Que registos o mostrariam? Não copie nem procure nada de novo: isso podia revelar quem é.
report-story-other-hint = Quem fez o quê, e como sabe? Cada pormenor ajuda: um nome, um crachá, uma matrícula, uma empresa.
report-any-language = Pode usar qualquer língua.
report-place-trader = Que fronteira, porto ou estância?
report-place-staff = Que estância ou unidade?
report-place-other = Onde?
report-place-few = Se poucas pessoas lá trabalham, indique antes o serviço maior.
report-empty = Pode deixar vazio.
report-time = Quando?
report-time-staff = Quando, ou desde quando?
report-time-exact = Um dia ou uma hora exatos podem mostrar quem é. Basta «na semana passada» ou «em março».
report-exclude = Quem <em>não</em> deve ver esta denúncia?
report-exclude-hint = Marque quem participa nisto, ou está demasiado perto. Não recebem chave, e ninguém lhes diz nada. Se restarem poucas pessoas, juntam-se inspetores de fora. Se marcar a chefia da unidade ou toda a unidade, só inspetores de fora leem a sua denúncia.
report-name = Só se quiser: o seu nome, e como falar consigo
report-name-risk = Um nome é o caminho mais certo para ser encontrado. Deixe vazio se tiver dúvidas: recebe a mesma ajuda sem ele.
report-name-apart = Fica fechado à chave, separado da sua denúncia. Só quem guarda os nomes, e não lê denúncias, o pode abrir para um de nós, e tem de dizer porquê. Se isso acontecer, vê-o nas suas mensagens.
report-name-name = Nome
report-name-contact = Como podemos falar consigo?
report-files = Tem fotografias, mensagens ou papéis?
report-files-later = Pode deixar isto, e juntar ficheiros mais tarde.
report-files-risk = Um ficheiro pode mostrar quem o fez. Das fotografias (JPEG, PNG, WebP) retiramos o lugar, a hora e o telefone escondidos. De outros ficheiros, como PDF, Word ou vídeo, não podemos.
report-files-keep = Mais forte como prova, mas pode mostrar quem é.
files-choose = Escolher ficheiros
files-limits =
    { $files ->
        [one] { $files } ficheiro, até { $each }. Qualquer tipo de ficheiro.
       *[other] Até { $files } ficheiros, cada um até { $each }, { $together } ao todo. Qualquer tipo de ficheiro.
    }
report-send = Enviar a minha denúncia
report-wait = Primeiro guardam-se as suas palavras, depois os seus ficheiros. Com ficheiros pode demorar alguns minutos: deixe a página aberta. Se a linha cair, o seu código de cima continua a servir.

## After sending
sent-heading = Temos a sua denúncia
sent-lead = Está fechada à chave. Só quem a pode ler tem a chave.
sent-paper = Confirme o seu papel
sent-paper-how = Olhe para o seu papel, não para o ecrã. Escreva duas palavras dele. Pode saltar este passo.
sent-word-3 = Palavra 3
sent-word-7 = Palavra 7
sent-groups = Se anotou os algarismos, escreva o grupo 3 e o grupo 7.
sent-check = Confirmar
sent-files = Os seus ficheiros
sent-again = Enviar de novo os ficheiros que faltam
files-add = Juntar ficheiros
files-risk = Um ficheiro pode mostrar quem o fez. Retiramos dados escondidos só das fotografias.
files-keep = Guardem as minhas fotografias exatamente como são, com os dados escondidos.
sent-now = O que acontece agora
sent-now-looked = Dentro de <strong>{ days }</strong>, uma pessoa vê a sua denúncia.
sent-now-back = Volte com o seu código <strong>depois disso</strong>, de um lugar seguro. Podemos ter uma pergunta.
sent-now-told = Dentro de <strong>{ months }</strong>, dizemos-lhe o que fizemos.
sent-silent = <strong>Não diga a ninguém que denunciou.</strong> Não procure mais provas. Faça como em qualquer outro dia.
sent-leave = Tenho o meu código. Sair já
sent-messages = Ir para as minhas mensagens
file-not-added = Não foi junto.
file-arrived = Chegou.
file-arrived-size = Chegou, { $size }.
files-more =
    { $more ->
        [one] E mais { $more } que não foi junto.
       *[other] E mais { $more } que não foram juntos.
    }
flash-go = Ir para a caixa

## Coming back
comeback-heading = Voltar com o seu código
comeback-label = As suas 8 palavras, ou os seus 27 algarismos
comeback-hint = Letras grandes ou pequenas, tanto faz. Bastam as quatro primeiras letras de cada palavra.
comeback-open = Abrir as minhas mensagens
comeback-nothing = O meu código não abre nada
comeback-nothing-why = Primeiro compare cada palavra com o seu papel. Um código também deixa de funcionar quando a sua denúncia terminou há muito e o seu tempo passou. Se acha que não é isso, uma prova que levou consigo <a href="{ $root }/h#proof">mostra-o</a>.
comeback-lost = Perdi o meu código
comeback-lost-why = Ninguém o pode encontrar de novo, nem mesmo nós: não sabemos quem é. A sua denúncia continua segura, e continuamos a trabalhar nela. Mas não pode ler a nossa resposta.
comeback-lost-new = Pode <a href="{ $root }/n">escrever uma denúncia nova</a>. Diga nela que já denunciou antes, e mais ou menos quando.

## Messages
inbox-heading = As suas mensagens
inbox-stands = Como está a sua denúncia
inbox-none = <strong>Temos a sua denúncia.</strong> Ainda não há nenhuma mensagem para si. Uma pessoa vê cada denúncia dentro de { days }, e diz-lhe dentro de { months } o que foi feito.
inbox-some =
    <strong>{ $total ->
        [one] Há { $total } mensagem para si.
       *[other] Há { $total } mensagens para si.
    }</strong> Por favor leia, e responda mais abaixo se lhe perguntarmos algo. Dentro de { months } depois da sua denúncia, dizemos-lhe o que foi feito.
inbox-files = Os ficheiros que acabou de enviar
inbox-unverified =
    { $count ->
        [one] <strong>Não se mostra { $count } mensagem.</strong> Não pudemos ter a certeza de que venha de quem pode ler a sua denúncia. Não fez nada de mal.
       *[other] <strong>Não se mostram { $count } mensagens.</strong> Não pudemos ter a certeza de que venham de quem pode ler a sua denúncia. Não fez nada de mal.
    }
inbox-from-us = Da nossa parte
inbox-older = Mensagens mais antigas
inbox-continued = { $day } (continuação)
inbox-more = Mais mensagens
newer = Mais recentes
inbox-write = Escreva-nos
inbox-closes = Esta página fecha-se sozinha depois de 15 minutos, para sua proteção. Se precisar de mais tempo, envie em duas ou três partes.
inbox-send = Enviar
inbox-where = Onde está o que enviei?
inbox-where-why = Não o pode ver aqui, de propósito. Se alguém encontrar o seu código ou obrigar a dá-lo, não pode ler o que nos contou.
inbox-log = A minha denúncia está no registo público?
inbox-safe = Proteja-se
inbox-safe-how = Alguém tenta descobrir quem denunciou, ou castiga por isso? Diga-nos aqui. Quando terminar, carregue em <strong>{ leave }</strong>.

## The public log
log-lead = Não tem de acreditar em nós quando dizemos que nenhuma denúncia foi enterrada. Há um registo público, e qualquer pessoa o pode verificar.
log-what = O que é o registo público
log-what-steps = Cada passo com uma denúncia recebe uma anotação: quando chega, quando alguém a abre, quando respondemos, quando é destruída. Só se podem juntar anotações. Se uma for mudada ou retirada, qualquer pessoa pode ver que algo está errado.
log-what-numbers = <strong>Não há nele nenhuma denúncia.</strong> Uma anotação é um número feito por um computador. Ninguém o pode voltar a transformar em palavras, nomes ou numa denúncia.
log-what-empty = A horas certas aparecem { $block } anotações novas, mesmo que nada tenha acontecido. A maioria está vazia. Ninguém de fora distingue uma vazia de uma verdadeira.
log-now = Como está agora
log-now-size =
    { $size ->
        [one] <strong>{ $size } anotação</strong>, publicada às { $published }. As próximas chegam às { $next }.
       *[other] <strong>{ $size } anotações</strong>, publicadas às { $published }. As próximas chegam às { $next }.
    }
log-now-name = Nome do registo:
log-now-seal = O seu selo, feito de todas as anotações juntas:
log-now-other = Se outra pessoa vir outro selo para o mesmo número de anotações, estão a mentir a alguém. Por favor diga a toda a gente.
log-nothing = <strong>Ainda nada foi publicado.</strong> O registo começa às { $next }. As denúncias enviadas antes já estão anotadas, e aparecem então.
log-watch = Quem o vigia
log-watch-none = <strong>Ainda ninguém de fora assina este registo.</strong> Mesmo assim pode ser verificado, mas podíamos mostrar dois registos diferentes a duas pessoas. Guarde uma cópia do selo, e compare.
log-watch-some = Organismos de fora assinam o selo. Assinam só se o registo cresceu e nada nele foi mudado.
log-watch-needed =
    { $needed ->
        [one] É precisa pelo menos { $needed } assinatura.
       *[other] São precisas pelo menos { $needed } assinaturas.
    }
log-watch-unsaid = As regras daqui não dizem quantos devem assinar.
log-watch-few = <strong>Muito poucos assinaram este.</strong> Assinam algum tempo depois de cada publicação. Se continuar assim mais de um dia, pergunte-lhes porquê.
log-watch-enough = <strong>Já assinaram bastantes.</strong>
log-watch-signed = { $name }: assinou em { $day }
log-watch-not-yet = { $name }: ainda não
log-watch-more =
    { $more ->
        [one] e mais { $more } que assinou
       *[other] e mais { $more } que assinaram
    }
log-watch-more-not =
    { $more ->
        [one] e mais { $more } que ainda não assinou
       *[other] e mais { $more } que ainda não assinaram
    }
log-shows = O que mostra, e o que não mostra
log-shows-trace = Uma denúncia com anotação não pode desaparecer sem rasto: a anotação fica para sempre. Quem levou o ficheiro com a prova pode mostrar que ela lá estava.
log-shows-two = Se uma denúncia for destruída, duas pessoas têm de assinar, e o registo guarda isso também.
log-shows-lost = Não pode mostrar uma denúncia que se perdeu no caminho, antes de ser anotada. Por isso pode receber a nossa palavra assinada logo depois de enviar: <a href="{ $root }/h#proof">o que fazer com ela</a>.
log-shows-well = Não mostra se trabalhamos bem.
log-strangers = O que os estranhos podem ver
log-strangers-busy = Que este site funciona. E se num dia acontecer muito mais do que cabe, um segundo grupo de { $block } anotações: então sabem que foi um dia cheio. Mais nada.
log-yourself = Verifique também
log-yourself-files = Precisa de alguém que perceba de computadores. Essa pessoa não precisa de saber quem é. Os ficheiros: <a href="/log/checkpoint">o selo com as suas assinaturas</a>, <a href="/log/policy">que assinaturas contam</a>, e as anotações em { $path }
log-yourself-program = Com o nosso programa gratuito, todo o registo:
log-yourself-proof = Uma prova, sem internet:

## The proof
proof-heading = A sua denúncia no registo público
proof-risk = <strong>Veja e saia.</strong> Um ficheiro desta página, uma fotografia dela, ou um número dela no seu telefone mostra que denunciou. Leve alguma coisa só se a puder esconder bem.
proof-alarm = Algo está errado
proof-alarm-what = Pelo menos um passo mais abaixo não está onde prometemos. Pode ser um erro, ou alguém mudou os nossos registos. Não fez nada de mal.
proof-alarm-do = <strong>O que fazer:</strong> leve o ficheiro desse passo se o puder esconder. Tem a nossa assinatura. Mostre-o a alguém de fora da alfândega.
proof-held =
    <strong>{ $held ->
        [one] { $held } passo desta página está no registo público.
       *[other] { $held } passos desta página estão no registo público.
    }</strong> Este servidor acabou de o verificar. Não tem de acreditar: <a href="{ $root }/l">como nos pode verificar</a>.
proof-missing =
    <strong>{ $missing ->
        [one] { $missing } passo não tem recibo.
       *[other] { $missing } passos não têm recibo.
    }</strong> Algo foi feito com a sua denúncia, e não temos para si uma palavra assinada sobre isso. Em denúncias de antes do registo público é normal. Noutras, pergunte-nos porquê numa mensagem.
proof-none = Não há nenhum passo da sua denúncia no registo. Chegou antes de ele existir.
proof-done = O que foi feito, o mais recente primeiro
proof-older = Passos mais antigos
proof-more = Mais passos
# After the name of a step.
proof-on = , { $day }
proof-stands = Número { $index } de { $size }. Verificado agora mesmo: está lá.
proof-moved = Número { $index } de { $size } no registo que continua o primeiro. Verificado agora mesmo: está lá.
proof-waits = Espera pela próxima publicação, às { $next }. Em dias cheios vem com uma mais tarde.
proof-late = <strong>Atrasado.</strong> Ainda espera, e já devia estar no registo. Volte dentro de um dia. Se ainda esperar, pergunte-nos porquê.
proof-lost = <strong>Desaparecido.</strong> Prometemo-lo, e não está no registo, nem espera.
proof-fails = <strong>Não se confirma.</strong> O registo não prova que lá esteja.
proof-unverified = <strong>O recibo está danificado ou não foi assinado por nós.</strong>
proof-no-receipt = Não tem recibo.
proof-take = Levar a prova
proof-take-receipt = Levar o recibo
proof-signed =
    { $size ->
        [one] Quem assinou o registo de { $size } anotação
       *[other] Quem assinou o registo de { $size } anotações
    }
proof-signed-few =
    { $needed ->
        [one] Muito poucos organismos de fora o assinaram até agora: é preciso { $needed }. Volte dentro de um dia para uma prova mais forte.
       *[other] Muito poucos organismos de fora o assinaram até agora: são precisos { $needed }. Volte dentro de um dia para uma prova mais forte.
    }
proof-signed-us = Nós. Ninguém de fora assina este registo.
proof-signed-by = { $name }, { $day }
proof-signed-more =
    { $more ->
        [one] e mais { $more }
       *[other] e mais { $more }
    }
proof-end = Quando terminar
proof-end-file = O ficheiro não diz uma palavra da sua denúncia. Diz só que existe uma, e em que dia algo foi feito. <a href="{ $root }/h#proof">O que fazer com ele</a>
proof-back = Voltar às minhas mensagens

## A report that was destroyed
gone-heading = A sua denúncia foi destruída
gone-lead = Foi destruída em { $day }. Ninguém mais a pode ler, nem mesmo nós. Todos os ficheiros e mensagens desapareceram com ela.
gone-two = Duas pessoas têm de o fazer juntas, e as duas têm de assinar. Assim foi:
gone-why = Porquê
gone-wrote = Escreveram
gone-no-reason = (sem razão)
gone-left = O que resta dela
gone-signatures = <strong>As duas assinaturas estão certas. Acabámos de as verificar.</strong>
gone-in = O que assinaram está no registo público como número { $index } de { $size }.
gone-waits = O que assinaram espera pela próxima publicação do registo público, às { $next }.
gone-nowhere = Mas o que assinaram não está no registo público onde devia. Pergunte a razão: isto não está certo.
gone-entries =
    { $entries ->
        [one] { $entries } anotação da sua denúncia fica no <a href="{ $root }/l">registo público</a> para sempre.
       *[other] As { $entries } anotações da sua denúncia ficam no <a href="{ $root }/l">registo público</a> para sempre.
    } Uma prova que levou consigo ainda mostra que a sua denúncia lá estava.
gone-unsigned = A sua denúncia desapareceu, e não como devia
gone-unsigned-who = Ninguém que o pudesse fazer assinou
gone-unsigned-what = A sua denúncia foi destruída. Duas pessoas têm de assinar, e o que temos <strong>não</strong> está assinado por duas pessoas que o possam fazer. Alguém quebrou as regras, ou mudou os nossos registos.
gone-keep-proof = <strong>O que fazer:</strong> se levou uma prova, guarde-a bem. Mostra que a sua denúncia estava aqui. Mostre-a a alguém de fora da alfândega.
gone-missing = A sua denúncia desapareceu
gone-missing-word = Não há palavra assinada sobre isso
gone-missing-what = A sua denúncia foi destruída. Duas pessoas têm de assinar, e aqui não há nada que tenham assinado. Numa denúncia de antes do registo público isto pode estar certo. Em qualquer outra não está.
gone-can = O que pode fazer
gone-can-new = Se ainda nos quiser contar, <a href="{ $root }/n">escreva uma denúncia nova</a>. Recebe um código novo.
gone-can-else = Se acha que isto não esteve certo, dirija-se a outra pessoa.
gone-can-example = Por exemplo:
gone-code = Com este código já não há nada para ler. Já não precisa dele.

## When something cannot be done
safe-before = <strong>O que está seguro:</strong> tudo o que enviou antes.
safe-nothing-kept = <strong>O que está seguro:</strong> não guardámos nada.
busy-heading = Espere um momento, por favor
busy-lead = Demasiadas pessoas usam esta página neste momento.
busy-safe = <strong>O que está seguro:</strong> tudo o que enviou antes. O que acabou de enviar talvez não tenha sido guardado.
busy-do = <strong>O que fazer:</strong> espere um ou dois minutos. Depois volte atrás e carregue de novo no botão. Não pode enviar a mesma página duas vezes por engano: guardamo-la uma vez.
full-heading = Não há espaço neste momento
full-lead = Não pudemos guardar o que acabou de enviar.
full-do = <strong>O que fazer:</strong> volte atrás e carregue de novo no botão dentro de algumas horas, primeiro sem ficheiros. Guardamos a mesma página uma só vez. Se estava a enviar uma denúncia, o código dela também o diz: <a href="{ $root }/c">escreva-o aqui</a>. Se abrir, temos a sua denúncia.
full-or = Se não puder esperar, dirija-se a:
expired-heading = Essa página era demasiado antiga
expired-lead = A sua denúncia não foi enviada. A página onde escreveu esteve aberta demasiado tempo, ou a lista de leitores mudou.
expired-safe = <strong>O que está seguro:</strong> não guardámos nada do que acabou de escrever. Se nunca enviou essa página antes, o código dela não abre nada.
expired-do = <strong>O que fazer:</strong> volte atrás. Se as suas palavras ainda lá estiverem, copie-as. Depois <a href="{ $root }/n">abra uma página nova</a>, anote o código novo, e envie de novo.
closed-heading = Agora não podemos receber denúncias
closed-lead = A lista de quem pode ler denúncias não é válida neste momento. Não aceitamos uma denúncia que ninguém pudesse abrir com segurança.
closed-safe = <strong>O que está seguro:</strong> as denúncias enviadas antes. Nada do que acabou de escrever foi guardado.
closed-do = <strong>O que fazer:</strong> <a href="{ $root }/">tente de novo</a> dentro de um dia ou dois.
closed-or = Ou dirija-se a:
trouble-heading = Algo se partiu do nosso lado
trouble-lead = A culpa não é sua.
trouble-safe = <strong>O que está seguro:</strong> tudo o que enviou antes. O que acabou de enviar talvez não tenha chegado.
trouble-do = <strong>O que fazer:</strong> volte atrás e carregue de novo no botão. Guardamos a mesma página uma só vez. Se estava a enviar uma denúncia, o código dela também o diz: <a href="{ $root }/c">escreva-o aqui</a> depois de alguns minutos. Se abrir, temos a sua denúncia.
empty-heading = Não havia relato
empty-lead = Precisamos de algumas palavras sobre o que aconteceu. Nada foi enviado.
empty-do = <strong>O que fazer:</strong> volte atrás e escreva o que aconteceu. Basta uma só frase. O seu código continua o mesmo.
long-heading = Era demasiado texto
long-lead = O seu texto é mais longo do que podemos receber de uma vez. Nada foi enviado.
long-do = <strong>O que fazer:</strong> volte atrás e torne-o mais curto. Pode enviar o resto mais tarde, com o seu código.
unreadable-heading = Não conseguimos ler isso
unreadable-lead = A página não nos chegou inteira, ou veio de outro lado. Nada foi enviado.
unreadable-do = <strong>O que fazer:</strong> volte atrás e carregue de novo no botão. Se usou um programa de ajuda, use antes um navegador simples.
slow-heading = A linha era demasiado lenta
slow-lead = A sua ligação parou antes de termos tudo.
slow-safe = <strong>O que está seguro:</strong> tudo o que enviou antes. As suas palavras vão primeiro, por isso talvez tenham chegado.
slow-do = <strong>O que fazer:</strong> <a href="{ $root }/c">escreva o seu código</a>. Se abrir, temos as suas palavras. Se não, volte atrás e envie de novo, primeiro sem ficheiros.
nowhere-heading = Essa página não existe
nowhere-lead = O endereço está errado, ou é antigo.
method-heading = Isso não funciona aqui
method-lead = O seu navegador pediu algo que esta página não sabe fazer.
start-do = <strong>O que fazer:</strong> <a href="{ $root }/">vá para a página inicial</a>.

## How to stay safe
help-before = Antes de denunciar
help-before-device = Use o seu próprio telefone ou computador. Não use o Wi-Fi do seu trabalho.
help-before-screen = Vá para onde ninguém veja o seu ecrã.
help-before-proof = Não procure mais provas. Não abra registos de que não precisa para o seu trabalho: alguém pode ver quem os abriu.
help-before-talk = Não fale, telefone ou escreva a ninguém sobre isto. Nem mesmo a amigos.
help-hide = Esconder que esteve aqui
help-hide-line = Não guardamos o seu endereço de internet. Mas a sua companhia de telefone ou o seu Wi-Fi pode ver que alguém abriu este site.
help-hide-tor = <strong>O navegador Tor</strong> esconde isto. É grátis. Num telefone, obtenha-o na loja de aplicações, ou em torproject.org. Depois abra esta página nele. Não o instale num aparelho do trabalho.
help-write = Quando escrever
help-write-name = Não escreva o seu nome, o seu número de telefone ou o seu cargo.
help-write-few = Quantas pessoas sabem isto? Se só sabem a sua pessoa e mais duas, diga-o de forma geral.
help-write-i = Não diga «eu» onde basta «um comerciante» ou «alguém».
help-files = Fotografias e ficheiros
help-files-clean = Das fotografias (JPEG, PNG, WebP) retiramos o lugar, a hora e o telefone escondidos.
help-files-not = De PDF, Word, HEIC, som e vídeo não podemos retirar nada.
help-files-look = Veja a própria imagem: a sua mão, a sua mesa, um nome, um reflexo.
help-files-print = Páginas impressas podem ter marcas muito pequenas que indicam a impressora.
help-code = O seu código
help-code-paper = Escreva-o em papel. Não lhe tire uma fotografia, não o envie a si.
help-code-keep = Guarde o papel onde ninguém veja. Não precisa de dizer para que serve.
help-code-whoever = Quem tiver o seu código pode ler as nossas mensagens para si. Não pode ler o que enviou.
help-proof = A prova de que temos a sua denúncia
help-proof-what = As suas mensagens têm um link para o <a href="{ $root }/l">registo público</a>. Lá pode ver se a sua denúncia está nele, e levar um pequeno ficheiro como prova.
help-proof-risk = A maioria das pessoas só precisa de ver. <strong>O ficheiro mostra que denunciou.</strong> Leve-o só se o puder esconder bem, e nunca num aparelho do trabalho.
help-proof-use = Se um dia o seu código não abrir nada, e ninguém lhe disser porquê, o ficheiro é uma prova: a sua denúncia estava aqui. Mostre-o a alguém de confiança fora da alfândega: um serviço anticorrupção, um provedor de justiça, um advogado ou um jornal.
help-proof-check = Quem perceba de computadores pode verificá-lo sem nós. Não contém uma palavra do que escreveu.
help-leave = O que faz «{ leave }»
help-leave-does = Fecha as suas mensagens de imediato, diz ao seu navegador para esquecer este site, e abre uma página inofensiva.
help-leave-cannot = <strong>Não</strong> pode apagar tudo:
help-leave-history = A lista de páginas que visitou. Abra o histórico do seu navegador e apague este site, ou use uma janela privada desde o início.
help-leave-back = O botão «Voltar» de alguns telefones. Feche completamente o navegador.
help-leave-line = O que a sua companhia de telefone, o seu empregador ou um programa espião no seu telefone viu.
help-leave-files = Capturas de ecrã, e ficheiros no seu telefone.
help-language = A língua
help-language-kept = Se escolher uma língua, ela está no endereço da página: duas letras, mais nada. Também é fechada à chave com a sua denúncia, para respondermos nela. Não guardamos que língua o seu navegador pede.
help-now = Se precisar de ajuda agora
