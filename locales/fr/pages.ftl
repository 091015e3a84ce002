### The reporter's pages. Plain words, short sentences. Markup: only <strong> and <em>, and links as they stand in English.

## Around every page
title = Information
leave = Quitter vite
languages = Langues
start-page = Page d’accueil
staying-safe = Se protéger
come-back = Revenir avec mon code
report-something = Signaler quelque chose

## The first page
landing-heading = Parlez-nous de la corruption à la douane
landing-lead = Vous n’avez pas à dire qui vous êtes. Nous ne le savons pas, et nous n’essayons pas de le savoir.
landing-device = <strong>Utilisez votre propre téléphone ou ordinateur.</strong> Pas celui du travail, ni le Wi-Fi du travail. Votre employeur peut voir quelles pages vous ouvrez.
landing-next = Ce qui se passe ensuite
landing-next-write = Vous écrivez ce qui s’est passé. Cela suffit. Vous pouvez ajouter des photos et des papiers.
landing-next-code = Vous recevez un code de 8 mots. Écrivez-le sur papier. C’est le seul chemin pour revenir à votre signalement.
landing-next-looked = Sous <strong>{ days }</strong>, une personne regarde votre signalement. Nous pouvons vous poser une question ici.
landing-next-told = Sous <strong>{ months }</strong>, nous vous disons ici ce que nous avons fait.
landing-no-calls = Nous ne pouvons ni vous appeler, ni vous écrire. Vous revenez avec votre code et vous lisez notre réponse.
landing-readers = Qui le lit
landing-readers-unit =
    <strong>{ $unit }</strong> : { $readers ->
        [one] { $readers } personne
       *[other] { $readers } personnes
    }.
landing-readers-nobody = Personne d’autre à la douane n’a la clé. Les informaticiens ne l’ont pas, et ce site ne l’a pas non plus. Une clé de secours est partagée en morceaux entre plusieurs organismes ; aucun ne peut se servir seul de son morceau.
landing-readers-not = Vous pouvez dire qui ne doit <strong>pas</strong> voir votre signalement. Si vous écartez le ou la chef de l’unité, ou toute l’unité, des inspecteurs d’un autre service le lisent à la place.
landing-never = Ce que nous ne gardons jamais
landing-never-address = votre adresse internet
landing-never-device = quel téléphone, ordinateur ou navigateur vous utilisez
landing-never-hour = l’heure : nous gardons seulement le jour, et pour le registre public la partie du jour
landing-never-words = vos mots sous une forme que ce site pourrait relire
landing-could = Ce qui pourrait quand même vous trahir
landing-could-words = <strong>Ce que vous écrivez.</strong> Votre nom, ou une chose que vous seul pouvez savoir.
landing-could-device = <strong>Votre appareil.</strong> Un téléphone, un ordinateur ou un Wi-Fi du travail.
landing-could-calls = <strong>Appels et messages.</strong> N’appelez personne et n’écrivez à personne au sujet de votre signalement.
landing-could-files = <strong>Photos et fichiers.</strong> Ils peuvent contenir le lieu, l’heure et un nom. Nous enlevons cela de la plupart des photos, mais pas des autres fichiers.
landing-could-people = <strong>Les gens près de vous.</strong> Personne ne doit voir votre écran ni trouver votre papier.
landing-safe = Comment se protéger
landing-cannot = Ce contre quoi nous ne pouvons pas vous protéger
landing-cannot-reader = Une personne qui lit, ne respecte pas les règles et parle, ou dont l’ordinateur a un virus.
landing-cannot-server = Quelqu’un qui prend le contrôle de ce site : il pourrait lire les nouveaux signalements quand ils arrivent, ou en perdre un avant son inscription au registre public. Il ne peut pas lire les anciens, ni en faire disparaître un sans trace.
landing-cannot-line = Quelqu’un qui peut surveiller internet : il peut voir que vous étiez sur ce site, et combien vous avez envoyé. <a href="{ $root }/h#tor">Le navigateur Tor</a> aide.
landing-check = Comment vous pouvez nous contrôler
landing-check-log = Chaque étape d’un signalement laisse une inscription dans un registre public, qui ne peut plus être changée. Aucun signalement n’y est écrit, et personne ne peut y voir qui a signalé. Mais si un signalement est caché ou détruit plus tard, cela se voit. <a href="{ $root }/l">Comment ça marche</a>
landing-good = Bon à savoir
landing-good-proof = Vous n’avez pas besoin de preuves. Dites-nous ce que vous savez. Nous ne payons pas de récompense.
landing-channels = Vous pouvez aussi vous adresser à :

## Who is reporting
who-heading = Qui êtes-vous ?
who-why = Nous le demandons seulement pour poser les bonnes questions. Ne nous dites pas votre nom.
who-trader = Commerçant, transitaire, chauffeur ou voyageur
who-trader-hint = Vous passez la frontière, vous ou vos marchandises.
who-staff = Agent des douanes
who-staff-hint = Vous travaillez ou avez travaillé pour la douane.
who-other = Une autre personne
who-other-hint = Vous avez vu ou entendu quelque chose.
who-before = Avant de commencer
who-before-paper = Préparez <strong>du papier et un stylo</strong> pour votre code.
who-before-screen = Mettez-vous là où <strong>personne ne voit votre écran</strong>.
who-before-work = N’utilisez ni téléphone, ni ordinateur, ni Wi-Fi du travail.
who-before-stop = Si vous devez arrêter, appuyez sur <strong>{ leave }</strong>. C’est en haut de chaque page.

## The code
code-heading = Votre code
code-or-digits = Ou écrivez ces chiffres à la place. Ils font la même chose.
code-or-words = Ou écrivez ces mots anglais à la place. Ils font la même chose.
code-paper = <strong>Écrivez-le sur papier et cachez le papier.</strong> Ne faites pas de capture d’écran. Personne ne pourra vous redonner ce code, pas même nous.

## The report
report-heading = Votre signalement
report-lead = Notez d’abord ce code. Puis répondez plus bas.
report-code = Avec ce code, vous revenez et lisez notre réponse. Il commence à marcher quand vous appuyez sur « { report-send } ».
report-about = De quoi s’agit-il ?
family-sol = Quelqu’un veut de l’argent, un bien ou une faveur pour faire son travail.
family-sex = Quelqu’un veut du sexe, ou vous touche ou vous insulte.
family-col = Fausse valeur, faux poids, fausse origine ou faux papiers, par accord entre eux.
family-ctl = Des marchandises passent sans contrôle. Certains clients passent d’abord.
family-smg = Drogue, armes, êtres humains, or, cigarettes, carburant.
family-ast = Des marchandises retenues disparaissent. Les droits sont payés mais pas versés.
family-coi = Un agent possède une entreprise, ou aide sa famille et ses amis.
family-inf = Secrets vendus. Données changées. Mot de passe partagé.
family-hrm = Payer pour un emploi ou un bon poste. Argent donné aux chefs.
family-con = Insultes, menaces, violence, refus sans raison.
family-ret = Être puni, menacé ou recherché pour avoir parlé.
family-prv = Un transitaire ou un autre service prend de l’argent « pour l’agent ».
report-hurt = <strong>Si quelqu’un veut du sexe, vous touche ou vous menace :</strong> ce n’est pas votre faute. Vous n’avez pas à le décrire. Il suffit de dire que c’est arrivé, où, et qui l’a fait.
report-story-trader = Que s’est-il passé ?
report-story-staff = Qu’avez-vous vu, entendu ou trouvé ?
report-story-other = Que savez-vous ?
no-name = N’écrivez pas votre nom. N’écrivez pas ce que vous seul pouvez savoir.
report-story-trader-hint = Qui a demandé quoi ? Combien ? Que devait-il arriver, d’après eux ? Avez-vous payé ? Vous n’aurez pas d’ennuis parce que vous nous le dites.
report-story-staff-hint = Qui a fait quoi, et comment ? Qui d’autre participe ? Quels documents le montreraient ? Ne copiez et ne cherchez rien de nouveau : cela pourrait vous trahir.
report-story-other-hint = Qui a fait quoi, et comment le savez-vous ? Chaque détail aide : un nom, un badge, une plaque, une entreprise.
report-any-language = Vous pouvez écrire dans toutes les langues.
report-place-trader = Quelle frontière, quel port ou quel bureau ?
report-place-staff = Quel bureau ou quelle unité ?
report-place-other = Où ?
report-place-few = Si peu de gens y travaillent, nommez plutôt le bureau plus grand.
report-empty = Vous pouvez laisser vide.
report-time = Quand ?
report-time-staff = Quand, ou depuis quand ?
report-time-exact = Un jour ou une heure exacts peuvent montrer qui vous êtes. « La semaine dernière » ou « en mars » suffit.
report-exclude = Qui ne doit <em>pas</em> voir ce signalement ?
report-exclude-hint = Cochez les personnes qui y participent, ou qui en sont trop proches. Elles ne reçoivent pas de clé, et personne ne leur dit rien. S’il reste trop peu de monde, des inspecteurs d’un autre service les rejoignent. Si vous cochez le ou la chef de l’unité, ou toute l’unité, seuls des inspecteurs d’un autre service lisent votre signalement.
report-name = Seulement si vous voulez : votre nom, et comment vous joindre
report-name-risk = Donner un nom est le moyen le plus sûr d’être retrouvé. Laissez vide si vous hésitez : sans nom, vous recevez la même aide.
report-name-apart = Il est mis sous clé à part de votre signalement. Seul le gardien des noms, qui ne lit pas les signalements, peut l’ouvrir pour l’un de nous, et il doit dire pourquoi. Si cela arrive, vous le voyez dans vos messages.
report-name-name = Nom
report-name-contact = Comment pouvons-nous vous joindre ?
report-files = Avez-vous des photos, des messages ou des papiers ?
report-files-later = Vous pouvez laisser cela de côté, et ajouter des fichiers plus tard.
report-files-risk = Un fichier peut montrer qui l’a fait. Des photos (JPEG, PNG, WebP), nous enlevons le lieu, l’heure et le téléphone cachés. Des autres fichiers, comme PDF, Word ou vidéo, nous ne pouvons pas.
report-files-keep = Plus fort comme preuve, mais cela peut montrer qui vous êtes.
files-choose = Choisir des fichiers
files-limits =
    { $files ->
        [one] { $files } fichier, jusqu’à { $each }. Tout type de fichier.
       *[other] Jusqu’à { $files } fichiers, chacun jusqu’à { $each }, { $together } en tout. Tout type de fichier.
    }
report-send = Envoyer mon signalement
report-wait = Vos mots sont gardés d’abord, puis vos fichiers. Avec des fichiers, cela peut prendre quelques minutes : laissez la page ouverte. Si la ligne coupe, votre code ci-dessus marche quand même.

## After sending
sent-heading = Nous avons votre signalement
sent-lead = Il est sous clé. Seules les personnes qui peuvent le lire ont la clé.
sent-paper = Vérifiez votre papier
sent-paper-how = Regardez votre papier, pas l’écran. Tapez-en deux mots. Vous pouvez sauter cette étape.
sent-word-3 = Mot 3
sent-word-7 = Mot 7
sent-groups = Si vous avez écrit les chiffres, tapez le groupe 3 et le groupe 7.
sent-check = Vérifier
sent-files = Vos fichiers
sent-again = Renvoyer les fichiers qui manquent
files-add = Ajouter des fichiers
files-risk = Un fichier peut montrer qui l’a fait. Nous enlevons les données cachées des photos seulement.
files-keep = Gardez mes photos exactement comme elles sont, avec les données cachées.
sent-now = Ce qui se passe maintenant
sent-now-looked = Sous <strong>{ days }</strong>, une personne regarde votre signalement.
sent-now-back = Revenez avec votre code <strong>après cela</strong>, depuis un endroit sûr. Nous aurons peut-être une question.
sent-now-told = Sous <strong>{ months }</strong>, nous vous disons ce que nous avons fait.
sent-silent = <strong>Ne dites à personne que vous avez signalé.</strong> Ne cherchez pas d’autres preuves. Faites comme tous les autres jours.
sent-leave = J’ai mon code. Quitter vite
sent-messages = Aller à mes messages
file-not-added = Pas ajouté.
file-arrived = Arrivé.
file-arrived-size = Arrivé, { $size }.
files-more =
    { $more ->
        [one] Et { $more } autre qui n’a pas été ajouté.
       *[other] Et { $more } autres qui n’ont pas été ajoutés.
    }
flash-go = Aller à la case

## Coming back
comeback-heading = Revenir avec votre code
comeback-label = Vos 8 mots, ou vos 27 chiffres
comeback-hint = Petites ou grandes lettres, c’est pareil. Les quatre premières lettres de chaque mot suffisent.
comeback-open = Ouvrir mes messages
comeback-nothing = Mon code n’ouvre rien
comeback-nothing-why = Comparez d’abord chaque mot avec votre papier. Un code ne marche plus non plus quand son signalement est terminé depuis longtemps et que son temps est passé. Si vous pensez que ce n’est pas cela, une preuve que vous avez emportée <a href="{ $root }/h#proof">montre la vérité</a>.
comeback-lost = J’ai perdu mon code
comeback-lost-why = Personne ne peut le retrouver, pas même nous : nous ne savons pas qui vous êtes. Votre signalement est toujours en sécurité, et nous y travaillons toujours. Mais vous ne pouvez pas lire notre réponse.
comeback-lost-new = Vous pouvez <a href="{ $root }/n">écrire un nouveau signalement</a>. Dites-y que vous avez déjà signalé, et à peu près quand.

## Messages
inbox-heading = Vos messages
inbox-stands = Où en est votre signalement
inbox-none = <strong>Nous avons votre signalement.</strong> Il n’y a pas encore de message pour vous. Une personne regarde chaque signalement sous { days }, et vous dit sous { months } ce qui a été fait.
inbox-some =
    <strong>{ $total ->
        [one] Il y a { $total } message pour vous.
       *[other] Il y a { $total } messages pour vous.
    }</strong> Lisez, et répondez plus bas si nous vous demandons quelque chose. Sous { months } après votre signalement, nous vous disons ce qui a été fait.
inbox-files = Les fichiers que vous venez d’envoyer
inbox-unverified =
    { $count ->
        [one] <strong>{ $count } message n’est pas affiché.</strong> Nous n’étions pas sûrs qu’il vienne des personnes qui peuvent lire votre signalement. Vous n’avez rien fait de mal.
       *[other] <strong>{ $count } messages ne sont pas affichés.</strong> Nous n’étions pas sûrs qu’ils viennent des personnes qui peuvent lire votre signalement. Vous n’avez rien fait de mal.
    }
inbox-from-us = De notre part
inbox-older = Messages plus anciens
inbox-continued = { $day } (suite)
inbox-more = Plus de messages
newer = Plus récents
inbox-write = Écrivez-nous
inbox-closes = Cette page se ferme seule après 15 minutes, pour vous protéger. S’il vous faut plus de temps, envoyez en deux ou trois fois.
inbox-send = Envoyer
inbox-where = Où est ce que j’ai envoyé ?
inbox-where-why = Vous ne le voyez pas ici, et c’est voulu. Si quelqu’un trouve votre code ou vous force à le donner, il ne peut pas lire ce que vous nous avez dit.
inbox-log = Mon signalement est-il dans le registre public ?
inbox-safe = Protégez-vous
inbox-safe-how = Quelqu’un cherche à savoir qui a signalé, ou vous punit ? Dites-le-nous ici. Quand vous avez fini, appuyez sur <strong>{ leave }</strong>.

## The public log
log-lead = Vous n’avez pas à nous croire quand nous disons qu’aucun signalement n’a été enterré. Il y a un registre public, et tout le monde peut le contrôler.
log-what = Ce qu’est le registre public
log-what-steps = Chaque étape d’un signalement y est inscrite : quand il arrive, quand quelqu’un l’ouvre, quand nous répondons, quand il est détruit. On peut seulement ajouter des inscriptions. Si l’une est changée ou enlevée, tout le monde peut voir que quelque chose ne va pas.
log-what-numbers = <strong>Aucun signalement n’y est écrit.</strong> Une inscription est un nombre fait par un ordinateur. Personne ne peut en refaire des mots, des noms ou un signalement.
log-what-empty = À heures fixes, { $block } nouvelles inscriptions apparaissent, même quand rien ne s’est passé. La plupart sont vides. Personne au dehors ne distingue une inscription vide d’une vraie.
log-now = Où il en est
log-now-size =
    { $size ->
        [one] <strong>{ $size } inscription</strong>, publiée à { $published }. Les prochaines arrivent à { $next }.
       *[other] <strong>{ $size } inscriptions</strong>, publiées à { $published }. Les prochaines arrivent à { $next }.
    }
log-now-name = Nom du registre :
log-now-seal = Son sceau, fait de toutes les inscriptions ensemble :
log-now-other = Si quelqu’un d’autre voit un autre sceau pour le même nombre d’inscriptions, l’un de vous est trompé. Dites-le à tout le monde.
log-nothing = <strong>Rien n’est encore publié.</strong> Le registre commence à { $next }. Les signalements envoyés avant sont déjà notés, et y paraîtront.
log-watch = Qui le surveille
log-watch-none = <strong>Personne au dehors ne signe encore ce registre.</strong> On peut quand même le contrôler, mais nous pourrions montrer deux registres à deux personnes. Gardez une copie du sceau, et comparez.
log-watch-some = Des organismes hors de chez nous signent le sceau. Ils signent seulement si le registre a grandi et que rien n’y a été changé.
log-watch-needed =
    { $needed ->
        [one] Il faut au moins { $needed } signature.
       *[other] Il faut au moins { $needed } signatures.
    }
log-watch-unsaid = Les règles ici ne disent pas combien doivent signer.
log-watch-few = <strong>Trop peu ont signé celui-ci.</strong> Ils signent quelque temps après chaque publication. Si cela dure plus d’un jour, demandez-leur pourquoi.
log-watch-enough = <strong>Assez ont signé.</strong>
log-watch-signed = { $name } : signé le { $day }
log-watch-not-yet = { $name } : pas encore
log-watch-more =
    { $more ->
        [one] et { $more } autre qui a signé
       *[other] et { $more } autres qui ont signé
    }
log-watch-more-not =
    { $more ->
        [one] et { $more } autre qui n’a pas encore signé
       *[other] et { $more } autres qui n’ont pas encore signé
    }
log-shows = Ce qu’il montre, et ce qu’il ne montre pas
log-shows-trace = Un signalement inscrit ne peut pas disparaître sans trace : l’inscription reste, pour toujours. Qui a emporté le fichier avec la preuve peut montrer qu’il était là.
log-shows-two = Si un signalement est détruit, deux personnes doivent signer, et le registre garde cela aussi.
log-shows-lost = Il ne peut pas montrer un signalement perdu en chemin, avant son inscription. C’est pourquoi vous pouvez recevoir notre parole signée juste après l’envoi : <a href="{ $root }/h#proof">ce qu’on en fait</a>.
log-shows-well = Il ne montre pas si nous travaillons bien.
log-strangers = Ce que les inconnus peuvent voir
log-strangers-busy = Que ce site fonctionne. Et si un jour il se passe bien plus que ce qui entre, un second groupe de { $block } inscriptions : alors ils savent que c’était un jour chargé. Rien d’autre.
log-yourself = Contrôlez vous-même
log-yourself-files = Il vous faut quelqu’un qui s’y connaît en informatique. Cette personne n’a pas besoin de vous connaître. Les fichiers : <a href="/log/checkpoint">le sceau avec ses signatures</a>, <a href="/log/policy">quelles signatures comptent</a>, et les inscriptions sous { $path }
log-yourself-program = Avec notre programme gratuit, tout le registre :
log-yourself-proof = Une preuve, sans internet :

## The proof
proof-heading = Votre signalement dans le registre public
proof-risk = <strong>Regardez et partez.</strong> Un fichier de cette page, une photo d’elle, ou un de ses nombres dans votre téléphone montre que vous avez signalé. N’emportez quelque chose que si vous pouvez bien le cacher.
proof-alarm = Quelque chose ne va pas
proof-alarm-what = Au moins une étape plus bas n’est pas là où nous l’avions promis. C’est peut-être une erreur, ou quelqu’un a changé nos dossiers. Vous n’avez rien fait de mal.
proof-alarm-do = <strong>Que faire :</strong> emportez le fichier de cette étape si vous pouvez le cacher. Il porte notre signature. Montrez-le à quelqu’un hors de la douane.
proof-held =
    <strong>{ $held ->
        [one] { $held } étape de cette page est dans le registre public.
       *[other] { $held } étapes de cette page sont dans le registre public.
    }</strong> Ce serveur vient de le vérifier. Vous n’avez pas à le croire : <a href="{ $root }/l">comment vous pouvez nous contrôler</a>.
proof-missing =
    <strong>{ $missing ->
        [one] { $missing } étape n’a pas de récépissé.
       *[other] { $missing } étapes n’ont pas de récépissé.
    }</strong> Quelque chose a été fait avec votre signalement, et nous n’en avons pas de parole signée pour vous. Pour les signalements d’avant le registre public, c’est normal. Pour les autres, demandez-nous pourquoi dans un message.
proof-none = Aucune étape de votre signalement n’est dans le registre. Il est arrivé avant que le registre existe.
proof-done = Ce qui a été fait, le plus récent d’abord
proof-older = Étapes plus anciennes
proof-more = Plus d’étapes
# After the name of a step.
proof-on = , { $day }
proof-stands = Numéro { $index } sur { $size }. Vérifié à l’instant : elle y est.
proof-moved = Numéro { $index } sur { $size } dans le registre qui continue le premier. Vérifié à l’instant : elle y est.
proof-waits = Attend la prochaine publication, à { $next }. Les jours chargés, elle vient avec une suivante.
proof-late = <strong>En retard.</strong> Elle attend encore, et devrait déjà être dans le registre. Revenez dans un jour. Si elle attend encore, demandez-nous pourquoi.
proof-lost = <strong>Disparue.</strong> Nous l’avions promise ; elle n’est pas dans le registre, et elle n’attend pas non plus.
proof-fails = <strong>Ne tient pas.</strong> Le registre ne prouve pas qu’elle y est.
proof-unverified = <strong>Le récépissé est abîmé, ou n’est pas signé par nous.</strong>
proof-no-receipt = Elle n’a pas de récépissé.
proof-take = Emporter la preuve
proof-take-receipt = Emporter le récépissé
proof-signed =
    { $size ->
        [one] Qui a signé le registre de { $size } inscription
       *[other] Qui a signé le registre de { $size } inscriptions
    }
proof-signed-few =
    { $needed ->
        [one] Trop peu d’organismes du dehors l’ont signé : il en faut { $needed }. Revenez dans un jour pour une preuve plus forte.
       *[other] Trop peu d’organismes du dehors l’ont signé : il en faut { $needed }. Revenez dans un jour pour une preuve plus forte.
    }
proof-signed-us = Nous. Personne du dehors ne signe ce registre.
proof-signed-by = { $name }, { $day }
proof-signed-more =
    { $more ->
        [one] et { $more } autre
       *[other] et { $more } autres
    }
proof-end = Quand vous avez fini
proof-end-file = Le fichier ne dit pas un mot de votre signalement. Il dit seulement qu’il existe, et quel jour quelque chose a été fait. <a href="{ $root }/h#proof">Ce qu’on en fait</a>
proof-back = Retour à mes messages

## A report that was destroyed
gone-heading = Votre signalement a été détruit
gone-lead = Il a été détruit le { $day }. Personne ne peut plus le lire, pas même nous. Tous les fichiers et messages ont disparu avec lui.
gone-two = Deux personnes doivent le faire ensemble, et les deux doivent signer. C’est ce qu’elles ont fait :
gone-why = Pourquoi
gone-wrote = Elles ont écrit
gone-no-reason = (aucune raison)
gone-left = Ce qu’il en reste
gone-signatures = <strong>Les deux signatures sont bonnes. Nous venons de les vérifier.</strong>
gone-in = Ce qu’elles ont signé est dans le registre public, numéro { $index } sur { $size }.
gone-waits = Ce qu’elles ont signé attend la prochaine publication du registre public, à { $next }.
gone-nowhere = Mais ce qu’elles ont signé n’est pas à sa place dans le registre public. Demandez pourquoi : ce n’est pas normal.
gone-entries =
    { $entries ->
        [one] { $entries } inscription de votre signalement reste dans le <a href="{ $root }/l">registre public</a> pour toujours.
       *[other] Les { $entries } inscriptions de votre signalement restent dans le <a href="{ $root }/l">registre public</a> pour toujours.
    } Une preuve que vous avez emportée montre encore que votre signalement était là.
gone-unsigned = Votre signalement a disparu, et pas comme il le fallait
gone-unsigned-who = Personne qui en avait le droit n’a signé
gone-unsigned-what = Votre signalement a été détruit. Deux personnes doivent signer pour cela, et ce que nous avons n’est <strong>pas</strong> signé par deux personnes qui en ont le droit. Quelqu’un n’a pas respecté les règles, ou a changé nos dossiers.
gone-keep-proof = <strong>Que faire :</strong> si vous avez emporté une preuve, gardez-la bien. Elle montre que votre signalement était ici. Montrez-la à quelqu’un hors de la douane.
gone-missing = Votre signalement a disparu
gone-missing-word = Il n’y a aucune parole signée à ce sujet
gone-missing-what = Votre signalement a été détruit. Deux personnes doivent signer pour cela, et il n’y a rien ici qu’elles aient signé. Pour un signalement d’avant le registre public, cela peut être normal. Pour tout autre, non.
gone-can = Ce que vous pouvez faire
gone-can-new = Si vous voulez encore nous parler, <a href="{ $root }/n">écrivez un nouveau signalement</a>. Vous recevez un nouveau code.
gone-can-else = Si vous pensez que ce n’était pas juste, allez voir quelqu’un d’autre.
gone-can-example = Par exemple :
gone-code = Avec ce code, il n’y a plus rien à lire. Vous n’en avez plus besoin.

## When something cannot be done
safe-before = <strong>Ce qui est en sécurité :</strong> tout ce que vous avez envoyé avant.
safe-nothing-kept = <strong>Ce qui est en sécurité :</strong> nous n’avons rien gardé.
busy-heading = Un instant, s’il vous plaît
busy-lead = Trop de gens utilisent cette page en ce moment.
busy-safe = <strong>Ce qui est en sécurité :</strong> tout ce que vous avez envoyé avant. Ce que vous venez d’envoyer n’a peut-être pas été gardé.
busy-do = <strong>Que faire :</strong> attendez une ou deux minutes. Puis revenez en arrière et appuyez de nouveau sur le bouton. Vous ne pouvez pas envoyer deux fois la même page par erreur : nous la gardons une fois.
full-heading = Il n’y a plus de place pour le moment
full-lead = Nous n’avons pas pu garder ce que vous venez d’envoyer.
full-do = <strong>Que faire :</strong> revenez en arrière et appuyez de nouveau sur le bouton dans quelques heures, d’abord sans fichiers. Nous gardons la même page une seule fois. Si vous envoyiez un signalement, son code vous renseigne aussi : <a href="{ $root }/c">tapez-le ici</a>. S’il ouvre, nous avons votre signalement.
full-or = Si cela ne peut pas attendre, adressez-vous à :
expired-heading = Cette page était trop vieille
expired-lead = Votre signalement n’a pas été envoyé. La page où vous avez écrit était ouverte depuis trop longtemps, ou la liste des lecteurs a changé.
expired-safe = <strong>Ce qui est en sécurité :</strong> nous n’avons rien gardé de ce que vous venez d’écrire. Si vous n’aviez jamais envoyé cette page avant, son code n’ouvre rien.
expired-do = <strong>Que faire :</strong> revenez en arrière. Si vos mots sont encore là, copiez-les. Puis <a href="{ $root }/n">ouvrez une nouvelle page</a>, notez le nouveau code, et envoyez de nouveau.
closed-heading = Nous ne pouvons pas recevoir de signalements pour le moment
closed-lead = La liste des personnes qui peuvent lire les signalements n’est pas valable en ce moment. Nous ne prenons pas un signalement que personne ne pourrait ouvrir en sécurité.
closed-safe = <strong>Ce qui est en sécurité :</strong> les signalements envoyés avant. Rien de ce que vous venez d’écrire n’a été gardé.
closed-do = <strong>Que faire :</strong> <a href="{ $root }/">essayez de nouveau</a> dans un jour ou deux.
closed-or = Ou adressez-vous à :
trouble-heading = Quelque chose s’est cassé chez nous
trouble-lead = Ce n’est pas votre faute.
trouble-safe = <strong>Ce qui est en sécurité :</strong> tout ce que vous avez envoyé avant. Ce que vous venez d’envoyer n’est peut-être pas arrivé.
trouble-do = <strong>Que faire :</strong> revenez en arrière et appuyez de nouveau sur le bouton. Nous gardons la même page une seule fois. Si vous envoyiez un signalement, son code vous renseigne aussi : <a href="{ $root }/c">tapez-le ici</a> après quelques minutes. S’il ouvre, nous avons votre signalement.
empty-heading = Il n’y avait pas de récit
empty-lead = Il nous faut quelques mots sur ce qui s’est passé. Rien n’a été envoyé.
empty-do = <strong>Que faire :</strong> revenez en arrière et écrivez ce qui s’est passé. Une seule phrase suffit. Votre code reste le même.
long-heading = C’était trop de texte
long-lead = Votre texte est plus long que ce que nous pouvons prendre en une fois. Rien n’a été envoyé.
long-do = <strong>Que faire :</strong> revenez en arrière et raccourcissez-le. Vous pouvez envoyer le reste plus tard, avec votre code.
unreadable-heading = Nous n’avons pas pu lire cela
unreadable-lead = La page ne nous est pas arrivée en entier, ou elle venait d’ailleurs. Rien n’a été envoyé.
unreadable-do = <strong>Que faire :</strong> revenez en arrière et appuyez de nouveau sur le bouton. Si vous avez utilisé un programme d’aide, prenez plutôt un simple navigateur.
slow-heading = La ligne était trop lente
slow-lead = Votre connexion s’est arrêtée avant que nous ayons tout reçu.
slow-safe = <strong>Ce qui est en sécurité :</strong> tout ce que vous avez envoyé avant. Vos mots partent d’abord : ils sont peut-être arrivés.
slow-do = <strong>Que faire :</strong> <a href="{ $root }/c">tapez votre code</a>. S’il ouvre, nous avons vos mots. Sinon, revenez en arrière et envoyez de nouveau, d’abord sans fichiers.
nowhere-heading = Cette page n’existe pas
nowhere-lead = L’adresse est fausse, ou ancienne.
method-heading = Cela ne marche pas ici
method-lead = Votre navigateur a demandé une chose que cette page ne sait pas faire.
start-do = <strong>Que faire :</strong> <a href="{ $root }/">allez à la page d’accueil</a>.

## How to stay safe
help-before = Avant de signaler
help-before-device = Utilisez votre propre téléphone ou ordinateur. N’utilisez pas le Wi-Fi du travail.
help-before-screen = Allez là où personne ne voit votre écran.
help-before-proof = Ne cherchez pas d’autres preuves. N’ouvrez pas de dossiers dont vous n’avez pas besoin pour votre travail : quelqu’un peut voir qui les a ouverts.
help-before-talk = N’en parlez, n’en écrivez et n’en téléphonez à personne. Pas même à des amis.
help-hide = Cacher que vous étiez ici
help-hide-line = Nous ne gardons pas votre adresse internet. Mais votre opérateur ou votre Wi-Fi peut voir que quelqu’un a ouvert ce site.
help-hide-tor = <strong>Le navigateur Tor</strong> cache cela. Il est gratuit. Sur un téléphone, prenez-le dans le magasin d’applications, ou sur torproject.org. Puis ouvrez cette page avec lui. Ne l’installez pas sur un appareil du travail.
help-write = Quand vous écrivez
help-write-name = N’écrivez ni votre nom, ni votre numéro de téléphone, ni votre poste.
help-write-few = Combien de personnes savent cela ? Si c’est seulement vous et deux autres, dites-le de façon générale.
help-write-i = Ne dites pas « je » là où « un commerçant » ou « quelqu’un » suffit.
help-files = Photos et fichiers
help-files-clean = Des photos (JPEG, PNG, WebP), nous enlevons le lieu, l’heure et le téléphone cachés.
help-files-not = De PDF, Word, HEIC, son et vidéo, nous ne pouvons rien enlever.
help-files-look = Regardez l’image elle-même : votre main, votre bureau, un nom, un reflet.
help-files-print = Les pages imprimées peuvent porter de toutes petites marques qui nomment l’imprimante.
help-code = Votre code
help-code-paper = Écrivez-le sur papier. Ne le prenez pas en photo, ne vous l’envoyez pas.
help-code-keep = Gardez le papier là où personne ne regarde. Il n’a pas besoin de dire à quoi il sert.
help-code-whoever = Qui a votre code peut lire nos messages pour vous. Il ne peut pas lire ce que vous avez envoyé.
help-proof = La preuve que nous avons votre signalement
help-proof-what = Vos messages ont un lien vers le <a href="{ $root }/l">registre public</a>. Là, vous pouvez voir si votre signalement y est, et emporter un petit fichier comme preuve.
help-proof-risk = La plupart des gens ont seulement besoin de regarder. <strong>Le fichier montre que vous avez signalé.</strong> Ne le prenez que si vous pouvez bien le cacher, et jamais sur un appareil du travail.
help-proof-use = Si un jour votre code n’ouvre rien, et que personne ne vous a dit pourquoi, le fichier est une preuve : votre signalement était ici. Montrez-le à une personne de confiance hors de la douane : un service anticorruption, un médiateur, un avocat ou un journal.
help-proof-check = Qui s’y connaît en informatique peut le vérifier sans nous. Il ne contient pas un mot de ce que vous avez écrit.
help-leave = Ce que fait « { leave } »
help-leave-does = Cela ferme vos messages tout de suite, dit à votre navigateur d’oublier ce site, et ouvre une page sans danger.
help-leave-cannot = Cela ne peut <strong>pas</strong> tout effacer :
help-leave-history = La liste des pages visitées. Ouvrez l’historique de votre navigateur et effacez-y ce site, ou utilisez dès le début une fenêtre privée.
help-leave-back = Le bouton « Retour » de certains téléphones. Fermez complètement le navigateur.
help-leave-line = Ce que votre opérateur, votre employeur ou un programme espion sur votre téléphone a vu.
help-leave-files = Les captures d’écran, et les fichiers sur votre téléphone.
help-language = La langue
help-language-kept = Si vous choisissez une langue, elle est dans l’adresse de la page : deux lettres, rien d’autre. Elle est aussi mise sous clé avec votre signalement, pour que la réponse vienne dans cette langue. Nous ne gardons pas la langue que demande votre navigateur.
help-now = Si vous avez besoin d’aide maintenant
