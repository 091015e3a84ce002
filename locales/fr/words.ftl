### Words that several pages use: days, sizes, counts, people, steps. Only plain text here, no markup.

## Days. $month and $date are numbers; $year stays as it is.
month =
    { $month ->
        [1] janvier
        [2] février
        [3] mars
        [4] avril
        [5] mai
        [6] juin
        [7] juillet
        [8] août
        [9] septembre
        [10] octobre
        [11] novembre
       *[12] décembre
    }
date =
    { $date ->
        [1] 1er
       *[other] { $date }
    } { month } { $year }
hour = { $hour } UTC
hour-on = { $hour } UTC le { $day }

## Sizes of files
size-bytes =
    { $size ->
        [one] { $size } octet
       *[other] { $size } octets
    }
size-kilo = { $size } Ko
size-mega = { $size } Mo

## How long we take. They stand after "Within".
days =
    { $days ->
        [one] { $days } jour
       *[other] { $days } jours
    }
months =
    { $months ->
        [one] { $months } mois
       *[other] { $months } mois
    }

## People whom a reporter may leave out. They begin a line.
choice-unit = Tout le monde dans { $unit }
choice-role = { $role } ({ $unit })
role-intake = Les agents qui reçoivent les signalements
role-investigator = Les enquêteurs
role-head = Le ou la chef de l’unité
role-protection = Les agents de protection
role-oversight = L’organe de contrôle
role-custodian = Le gardien des noms
role-admin = Les administrateurs
role-analyst = Les analystes

## Where a report stands
status-finished = C’est terminé. Ce que nous avons trouvé et fait est écrit plus bas.
status-asked = Nous vous avons posé une question. Si vous avez répondu, nous lisons votre réponse.
status-received = Nous l’avons. Personne ne l’a encore ouvert.
status-written = Nous l’avons, et quelqu’un vous a écrit.
status-checking = Il est en cours de vérification : quelqu’un l’a lu.
status-investigating = Une enquête est en cours.
status-referred = Nous l’avons transmis à une autre autorité.
status-deciding = Une décision est en cours.

## What was done with a report, in the public log
step-report-received = Votre signalement est arrivé
step-followup-received = Vous avez envoyé un message ou un fichier
step-reply-sent = Nous vous avons écrit
step-read = Une personne qui a le droit de lire votre signalement l’a ouvert
step-state-changed = Votre signalement a été clos, ou rouvert
step-triaged = Quelqu’un a noté de quoi parle votre signalement
step-assigned = Quelqu’un a été chargé de s’en occuper
step-recorded = Nous avons travaillé dessus
step-proposed = Une étape qui demande deux personnes a été proposée
step-wrap-proposed = Quelqu’un a demandé qu’une personne de plus puisse le lire
step-wrap-added = Une personne de plus a reçu une clé
step-wrap-removed = La clé d’une personne a été retirée
step-rekeyed = Il a reçu une nouvelle clé, pour les personnes qui peuvent encore le lire
step-approved = Une deuxième personne a donné son accord à une étape
step-exported = Une partie a été donnée à un autre service
step-identity-opened = Un nom confié en secret a été ouvert
step-identity-refused = Quelqu’un a demandé un nom confié en secret, et ne l’a pas reçu
step-recovery-used = La clé de secours a été utilisée
step-retention-extended = Il sera gardé plus longtemps
step-legal-hold = Il a été dit qu’il ne doit pas être détruit, ou qu’il peut l’être de nouveau
step-other = Autre chose a été fait avec lui
step-unknown = Une étape que nous ne pouvons pas montrer

## What became of a file
file-nameless = Un fichier sans nom
file-too-big = Il est trop gros, seul ou avec les autres. Envoyez-le seul, ou rendez-le plus petit.
file-case-full = Il n’y a plus de place dans ce signalement. Dites-nous dans un message ce qu’il montre.
file-store-full = Nous n’avons plus de place pour le moment. Essayez de nouveau dans quelques jours.
file-too-many = Il y avait trop de fichiers à la fois. Renvoyez-le maintenant.
file-broken = Il n’est pas arrivé en entier. Renvoyez-le.
file-cleaned = Données cachées enlevées.
file-partly-cleaned = Le fichier était abîmé : nous avons enlevé les données cachées que nous pouvions.
file-untouched = Gardé tel quel, avec ses données cachées s’il y en a.
file-original = Gardé tel quel, comme vous l’avez demandé.
file-already = Il était déjà arrivé.

## What the box at the top of a page says: a heading, and what to do
flash-first = Un mot n’est pas bon
    .body = Un mot de la première moitié (mots 1 à 4) nous est inconnu. Comparez-le avec votre papier. Votre signalement est en sécurité.
flash-second = Un mot n’est pas bon
    .body = Un mot de la seconde moitié (mots 5 à 8) nous est inconnu. Comparez-le avec votre papier. Votre signalement est en sécurité.
flash-count = Le code n’est pas complet
    .body = Un code a 8 mots, ou 27 chiffres. Tapez-les tous, et rien d’autre. Votre signalement est en sécurité.
flash-slip = Il y a une faute dans le code
    .body = Un mot ou un chiffre est faux, ou deux ont changé de place. Comparez-les avec votre papier. Votre signalement est en sécurité.
flash-wrong = Ce code n’ouvre rien
    .body = Comparez chaque mot avec votre papier. Si vous l’avez tapé plusieurs fois, attendez dix minutes et essayez de nouveau. Quand un dossier est terminé depuis longtemps, son code ne marche plus.
flash-ended = Nous avons fermé votre page
    .body = Votre page était ouverte depuis un moment : nous l’avons fermée pour vous protéger. Tout ce que vous aviez envoyé avant est en sécurité. Si vous étiez en train d’écrire, ce texte n’est pas parti : revenez en arrière, et copiez-le s’il est encore là. Puis tapez votre code pour continuer.
flash-right = Votre papier est bon
    .body = Les deux sont justes. Cachez le papier, et appuyez sur « { leave } » quand vous avez fini.
flash-again = Cela ne correspond pas
    .body = Regardez encore votre papier, et corrigez-le. Le code est encore affiché plus bas.
flash-once = Nous l’avons déjà
    .body = Vous avez appuyé deux fois, ou vous êtes revenu sur la page. Nous gardons votre signalement une seule fois. Tout va bien.
flash-added = Nous avons ajouté vos nouveaux mots
    .body = Vous avez envoyé la même page avec d’autres mots. Votre signalement contient maintenant les deux.
flash-unnamed = Nous n’avons pas pris le nom
    .body = Vous avez envoyé la même page, cette fois avec un nom ou un autre nom. Vos mots ont été ajoutés. Un nom ne peut être mis sous clé qu’au premier envoi : ce que vous aviez donné reste comme avant, et si vous n’aviez rien donné, nous n’avons rien.
flash-held = Nous n’avons pas ajouté cela
    .body = Vous avez envoyé la même page, et vous y nommez maintenant quelqu’un qui ne doit pas la voir. Mais cette personne peut déjà lire le premier signalement. Écrivez un nouveau signalement, avec un nouveau code, pour que nous puissions le lui cacher.
flash-order = Une partie n’a pas été lue
    .body = Quelque chose est arrivé après les fichiers, et nous ne l’avons pas lu. Ce que vous voyez plus bas est ce que nous avons.
flash-sent = Nous avons votre message
    .body = Il est sous clé, en route vers les personnes qui lisent votre signalement. Revenez dans quelques jours.
flash-files = Nous avons reçu vos fichiers
    .body = Voyez plus bas ce qui est arrivé.
flash-missing = Un fichier au moins n’a pas été ajouté
    .body = Vos mots sont en sécurité. La liste des fichiers plus bas dit ce qui manque, et pourquoi.
flash-nothing = Il n’y avait rien à envoyer
    .body = Écrivez un message ou choisissez un fichier, puis appuyez sur « { inbox-send } ».
