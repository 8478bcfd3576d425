"""The matrix: which role may do what. The only place where roles and permissions meet."""

from enum import StrEnum

from fundapp.kernel.labels import Text, _


class Role(StrEnum):
    """A post's role at a unit."""

    OFFICER = "officer"
    REVIEWER = "reviewer"
    SIGNER = "signer"
    TREASURER = "treasurer"
    ACCOUNTANT = "accountant"
    HEAD_ACCOUNTANT = "head_accountant"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """`room:act`, in the order of the alphabet."""

    ADVANCE_ASK = "advance:ask"
    BANK_ALARM_READ = "bank_alarm:read"
    BANK_IMPORT = "bank:import"
    BANK_READ = "bank:read"
    BANK_RECONCILE = "bank:reconcile"
    BANK_SIGN = "bank:sign"
    CASE_DECIDE = "case:decide"
    CASE_OPEN = "case:open"
    CASE_READ = "case:read"
    CASE_REVIEW = "case:review"
    CASE_SUBMIT = "case:submit"
    CASH_CLOSE = "cash:close"
    CASH_LIMIT = "cash:limit"
    CHECK_READ = "check:read"
    COUNT_SURPRISE = "count:surprise"
    COUNT_TAKE = "count:take"
    COUNT_WITNESS = "count:witness"
    DOCUMENT_READ = "document:read"
    EMPLOYMENT_PROPOSE = "employment:propose"
    EMPLOYMENT_READ = "employment:read"
    EMPLOYMENT_RECORD = "employment:record"
    EMPLOYMENT_SEND = "employment:send"
    FUND_OPEN = "fund:open"
    FUND_READ = "fund:read"
    GIFT_DECIDE = "gift:decide"
    GIFT_GIVE = "gift:give"
    GIFT_LIST = "gift:list"
    GIFT_PLAN = "gift:plan"
    GIFT_READ = "gift:read"
    GIFT_REVIEW = "gift:review"
    HOUSEHOLD_HEALTH = "household:health"
    HOUSEHOLD_READ = "household:read"
    HOUSEHOLD_REGISTER = "household:register"
    HOUSEHOLD_REVEAL = "household:reveal"
    INTAKE_READ = "intake:read"
    INTAKE_UPLOAD = "intake:upload"
    JOB_READ = "job:read"
    LEDGER_CLOSE = "ledger:close"
    LEDGER_CONFIRM = "ledger:confirm"
    LEDGER_POST = "ledger:post"
    LOAN_ALLOCATE = "loan:allocate"
    LOAN_APPROVE = "loan:approve"
    LOAN_CLASSIFY = "loan:classify"
    LOAN_COLLECT = "loan:collect"
    LOAN_PROPOSE = "loan:propose"
    LOAN_READ = "loan:read"
    LOAN_VISIT = "loan:visit"
    PAYMENT_CALL_BACK = "payment:call_back"
    PAYMENT_CHECK = "payment:check"
    PAYMENT_MAKE = "payment:make"
    PAYMENT_PAPER = "payment:paper"
    PAYMENT_PAY = "payment:pay"
    PAYMENT_READ = "payment:read"
    PAYMENT_REVERSE = "payment:reverse"
    PAYMENT_SIGN = "payment:sign"
    PAYMENT_TERMS = "payment:terms"
    REGULATION_APPROVE = "regulation:approve"
    REGULATION_DRAFT = "regulation:draft"
    REGULATION_READ = "regulation:read"
    STOCK_KEEP = "stock:keep"
    STOCK_MAKE = "stock:make"
    STOCK_READ = "stock:read"
    STOCK_WITNESS = "stock:witness"
    TAKEOVER_READ = "takeover:read"
    TRAIL_READ = "trail:read"
    UNIT_MANAGE = "unit:manage"
    UNIT_READ = "unit:read"
    USER_MANAGE = "user:manage"
    USER_READ = "user:read"
    VOUCHER_PRINT = "voucher:print"
    VOUCHER_VOID = "voucher:void"

    @property
    def only_reads(self) -> bool:
        return self.value.endswith(":read")


P = Permission
_EVERYBODY = {P.UNIT_READ, P.REGULATION_READ}
_CASES = {P.CASE_READ, P.GIFT_READ, P.HOUSEHOLD_READ, P.DOCUMENT_READ, P.LOAN_READ, P.EMPLOYMENT_READ}
_MONEY = {P.FUND_READ, P.BANK_READ, P.PAYMENT_READ, P.STOCK_READ, *_CASES}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: frozenset(
        {
            P.ADVANCE_ASK,
            *_EVERYBODY, *_CASES, P.HOUSEHOLD_REGISTER, P.HOUSEHOLD_REVEAL, P.HOUSEHOLD_HEALTH, P.INTAKE_READ, P.INTAKE_UPLOAD, P.CASE_OPEN,
            P.CASE_SUBMIT, P.GIFT_GIVE, P.GIFT_LIST, P.JOB_READ, P.PAYMENT_READ, P.LOAN_VISIT,
            P.EMPLOYMENT_PROPOSE,
        }
    ),
    Role.REVIEWER: frozenset(
        {
            *_EVERYBODY, *_CASES, P.HOUSEHOLD_REVEAL, P.HOUSEHOLD_HEALTH, P.CASE_REVIEW, P.GIFT_PLAN, P.GIFT_REVIEW, P.JOB_READ, P.PAYMENT_READ,
            P.LOAN_VISIT, P.ADVANCE_ASK, P.EMPLOYMENT_PROPOSE,
        }
    ),
    Role.SIGNER: frozenset(
        {
            *_EVERYBODY, *_MONEY, P.HOUSEHOLD_HEALTH, P.CASE_DECIDE, P.GIFT_DECIDE, P.COUNT_WITNESS, P.STOCK_WITNESS, P.PAYMENT_CALL_BACK, P.PAYMENT_REVERSE,
            P.PAYMENT_SIGN, P.PAYMENT_TERMS, P.REGULATION_APPROVE, P.BANK_ALARM_READ, P.LOAN_APPROVE, P.EMPLOYMENT_SEND,
        }
    ),
    Role.TREASURER: frozenset(
        {
            *_EVERYBODY, *_MONEY, P.PAYMENT_PAPER, P.PAYMENT_PAY, P.VOUCHER_PRINT, P.VOUCHER_VOID, P.CASH_CLOSE, P.COUNT_TAKE, P.STOCK_KEEP,
            P.BANK_IMPORT, P.BANK_RECONCILE, P.LOAN_COLLECT,
        }
    ),
    Role.ACCOUNTANT: frozenset(
        {
            P.ADVANCE_ASK,
            *_EVERYBODY, *_MONEY, P.GIFT_PLAN, P.PAYMENT_MAKE, P.PAYMENT_PAPER, P.FUND_OPEN, P.TAKEOVER_READ, P.LEDGER_POST, P.COUNT_WITNESS, P.REGULATION_DRAFT,
            P.VOUCHER_PRINT, P.VOUCHER_VOID, P.STOCK_MAKE, P.STOCK_WITNESS, P.BANK_IMPORT, P.BANK_RECONCILE, P.LOAN_ALLOCATE, P.LOAN_PROPOSE,
            P.EMPLOYMENT_RECORD,
        }
    ),
    Role.HEAD_ACCOUNTANT: frozenset(
        {
            *_EVERYBODY, *_MONEY, P.PAYMENT_CALL_BACK, P.PAYMENT_CHECK, P.PAYMENT_PAPER, P.PAYMENT_REVERSE, P.PAYMENT_TERMS, P.TAKEOVER_READ,
            P.LEDGER_CLOSE, P.LEDGER_CONFIRM,
            P.CASH_LIMIT, P.COUNT_WITNESS, P.STOCK_WITNESS, P.CHECK_READ, P.VOUCHER_PRINT, P.VOUCHER_VOID, P.BANK_SIGN, P.LOAN_ALLOCATE, P.LOAN_CLASSIFY,
        }
    ),
    # The inspection committee reads everything and changes none of it. Its one act records what lay in a cash box; it moves no money and no state.
    Role.INSPECTOR: frozenset({*(permission for permission in P if permission.only_reads), P.COUNT_SURPRISE}),
    Role.ADMINISTRATOR: frozenset({*_EVERYBODY, P.UNIT_MANAGE, P.USER_MANAGE, P.USER_READ, P.JOB_READ, P.CHECK_READ, P.TRAIL_READ}),
}

# Two roles that one person never holds at one unit: who keeps the cash does not keep its books, nor decides, nor inspects.
APART: frozenset[frozenset[Role]] = frozenset(
    frozenset(pair)
    for pair in (
        (Role.TREASURER, Role.ACCOUNTANT), (Role.TREASURER, Role.HEAD_ACCOUNTANT), (Role.TREASURER, Role.SIGNER),
        (Role.ACCOUNTANT, Role.HEAD_ACCOUNTANT), (Role.ACCOUNTANT, Role.SIGNER), (Role.HEAD_ACCOUNTANT, Role.SIGNER),
        *((Role.INSPECTOR, role) for role in Role if role is not Role.INSPECTOR),
        *((Role.ADMINISTRATOR, role) for role in (Role.SIGNER, Role.TREASURER, Role.ACCOUNTANT, Role.HEAD_ACCOUNTANT)),
    )
)

ROLE_LABELS: dict[Role, Text] = {
    Role.OFFICER: _("Cán bộ công đoàn cơ sở"),
    Role.REVIEWER: _("Cán bộ thẩm tra"),
    Role.SIGNER: _("Lãnh đạo ký duyệt"),
    Role.TREASURER: _("Thủ quỹ"),
    Role.ACCOUNTANT: _("Kế toán"),
    Role.HEAD_ACCOUNTANT: _("Phụ trách kế toán"),
    Role.INSPECTOR: _("Ủy ban Kiểm tra"),
    Role.ADMINISTRATOR: _("Quản trị hệ thống"),
}


def may(role: Role, permission: Permission) -> bool:
    return permission in GRANTS[role]
