"""What was done, in the words of the log's readers: the log keeps the address of a form."""

from campus5g.language import t


def deed(action: str) -> str:
    """Return an action of the log in the reader's language; one that is not known as it stands."""
    return _deeds().get(action, action)


def _deeds() -> dict[str, str]:
    return {
        "accounts add": t(
            fr="compte créé par la ligne de commande", en="account made on the command line"
        ),
        "account/erasure": t(fr="demande d’effacement", en="asked for erasure"),
        "account/language": t(fr="langue choisie", en="language chosen"),
        "account/names": t(fr="nom corrigé par la personne", en="own name put right"),
        "account/pass-phrase": t(fr="phrase secrète changée", en="own pass phrase changed"),
        "administration/accounts": t(fr="compte créé", en="account made"),
        "administration/accounts/{account}": t(fr="compte modifié", en="account changed"),
        "administration/accounts/{account}/erase": t(fr="identité effacée", en="identity erased"),
        "administration/accounts/{account}/identity": t(
            fr="identité corrigée", en="name put right"
        ),
        "administration/accounts/{account}/pass-phrase": t(
            fr="nouvelle phrase secrète donnée", en="new pass phrase given"
        ),
        "administration/kits/{kit}/examine": t(fr="kit examiné", en="kit examined"),
        "administration/kits/{kit}/maintenance": t(
            fr="maintenance prévue", en="maintenance planned"
        ),
        "administration/kits/{kit}/maintenance/{window}/end": t(
            fr="maintenance terminée", en="maintenance ended"
        ),
        "administration/retention": t(
            fr="données échues effacées", en="what was kept long enough erased"
        ),
        "administration/settings/{section}": t(fr="réglages modifiés", en="settings changed"),
        "ask/{cohort}/{module}": t(fr="question posée", en="question asked"),
        "backup": t(fr="sauvegarde", en="backup"),
        "desk/new": t(fr="groupe créé", en="group made"),
        "desk/{cohort}/archive": t(fr="groupe archivé ou repris", en="group archived or resumed"),
        "desk/{cohort}/attendance": t(fr="présences signées", en="attendance signed"),
        "desk/{cohort}/certificates": t(fr="documents délivrés", en="certificates issued"),
        "desk/{cohort}/certificates/{number}/correct": t(
            fr="document corrigé", en="certificate corrected"
        ),
        "desk/{cohort}/certificates/{number}/revoke": t(
            fr="document révoqué", en="certificate revoked"
        ),
        "desk/{cohort}/clone": t(fr="groupe copié", en="group copied"),
        "desk/{cohort}/learners/enrol": t(fr="participants inscrits", en="learners enrolled"),
        "desk/{cohort}/learners/invitation": t(
            fr="lien d’invitation créé", en="invitation link made"
        ),
        "desk/{cohort}/learners/invitation/{invitation}/revoke": t(
            fr="lien d’invitation retiré", en="invitation link withdrawn"
        ),
        "desk/{cohort}/learners/preview": t(fr="inscription préparée", en="enrolment prepared"),
        "desk/{cohort}/learners/{person}/leave": t(fr="départ noté", en="learner marked as gone"),
        "desk/{cohort}/learners/{person}/return": t(fr="retour noté", en="learner taken back"),
        "desk/{cohort}/modules/{module}/anonymous": t(
            fr="noms masqués ou montrés", en="names hidden or shown"
        ),
        "desk/{cohort}/modules/{module}/due": t(fr="date limite fixée", en="deadline set"),
        "desk/{cohort}/modules/{module}/extension": t(fr="délai accordé", en="extension given"),
        "desk/{cohort}/modules/{module}/feedback": t(fr="retours publiés", en="feedback given"),
        "desk/{cohort}/modules/{module}/grade": t(fr="correction lancée", en="grading begun"),
        "desk/{cohort}/modules/{module}/release": t(fr="module ouvert", en="module opened"),
        "desk/{cohort}/modules/{module}/submissions/{copy}": t(
            fr="copie notée", en="submission marked"
        ),
        "desk/{cohort}/questions/{question}": t(
            fr="réponse à une question", en="question answered"
        ),
        "desk/{cohort}/settings": t(fr="groupe modifié", en="group changed"),
        "enrol": t(fr="inscription à un groupe ouvert", en="enrolled in an open group"),
        "export attendance": t(fr="présences exportées", en="attendance exported"),
        "export grades": t(fr="notes exportées", en="grades exported"),
        "export grades for Moodle": t(
            fr="notes exportées pour Moodle", en="grades exported for Moodle"
        ),
        "export trace": t(fr="traces xAPI exportées", en="xAPI statements exported"),
        "export training file": t(fr="dossier de formation exporté", en="training file exported"),
        "hand-in/{cohort}/{module}": t(fr="module rendu", en="handed in"),
        "join/{invitation}": t(fr="invitation acceptée", en="invitation accepted"),
        "kits/bookings/{booking}/give-back": t(fr="kit rendu", en="kit given back"),
        "kits/waiting/{waiting}/leave": t(fr="file d’attente quittée", en="queue left"),
        "kits/{kit}/book": t(fr="kit réservé", en="kit booked"),
        "kits/{kit}/now": t(fr="kit pris tout de suite", en="kit taken at once"),
        "kits/{kit}/wait": t(fr="entrée dans la file d’attente", en="queue joined"),
        "lti: account made": t(fr="compte créé par LTI", en="account made by LTI"),
        "lti: enrolled": t(fr="inscription par LTI", en="enrolled by LTI"),
        "survey/{cohort}/{kind}": t(fr="enquête remplie", en="survey answered"),
    }
