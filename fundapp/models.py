"""Every room's models and triggers, imported in one place, so that the schema is whole."""

from fundapp.access import models as access_models
from fundapp.access import triggers as access_triggers
from fundapp.advances import models as advances_models
from fundapp.advances import triggers as advances_triggers
from fundapp.bank import models as bank_models
from fundapp.bank import settlement_triggers
from fundapp.bank import triggers as bank_triggers
from fundapp.cases import models as cases_models
from fundapp.cases import triggers as cases_triggers
from fundapp.cash import models as cash_models
from fundapp.cash import triggers as cash_triggers
from fundapp.documents import models as documents_models
from fundapp.documents import triggers as documents_triggers
from fundapp.gifts import models as gifts_models
from fundapp.gifts import triggers as gifts_triggers
from fundapp.help import models as help_models
from fundapp.help import triggers as help_triggers
from fundapp.households import models as households_models
from fundapp.households import triggers as households_triggers
from fundapp.housing import models as housing_models
from fundapp.housing import triggers as housing_triggers
from fundapp.intake import models as intake_models
from fundapp.jobs import models as jobs_models
from fundapp.ledger import models as ledger_models
from fundapp.ledger import triggers as ledger_triggers
from fundapp.loans import employment_triggers as loans_employment_triggers
from fundapp.loans import models as loans_models
from fundapp.loans import servicing_triggers as loans_servicing_triggers
from fundapp.loans import triggers as loans_triggers
from fundapp.orgs import models as orgs_models
from fundapp.payments import models as payments_models
from fundapp.payments import triggers as payments_triggers
from fundapp.regulations import models as regulations_models
from fundapp.regulations import triggers as regulations_triggers
from fundapp.relief import models as relief_models
from fundapp.relief import triggers as relief_triggers
from fundapp.sheets import models as sheets_models
from fundapp.stock import models as stock_models
from fundapp.stock import triggers as stock_triggers
from fundapp.takeover import models as takeover_models
from fundapp.web import models as web_models

MODELS = (
    gifts_models,
    web_models, jobs_models, orgs_models, access_models, documents_models, regulations_models, sheets_models, help_models, households_models,
    ledger_models, cash_models, stock_models, cases_models, payments_models, advances_models, bank_models, intake_models, takeover_models, housing_models,
    loans_models, relief_models,
)
TRIGGERS = (
    gifts_triggers,
    access_triggers, documents_triggers, regulations_triggers, help_triggers, households_triggers, ledger_triggers, cash_triggers, cases_triggers, payments_triggers,
    stock_triggers, advances_triggers, bank_triggers, settlement_triggers, housing_triggers, relief_triggers, loans_triggers, loans_servicing_triggers,
    loans_employment_triggers,
)
