"""What the requests of every programme have in common: judging, filing, review, decision, money, papers, list, case page.

The life of a request lies in `cases`, its money in `ledger` and `payments`; here they are put together for one household's request, under whatever
programme. Knows no programme. To be one, a room supplies:

1. its row (`models.py`): id = that of the case, `unit_id`, `kind`, `description`, `case`, and the class names its programme;

       class SickRelief(UnitScoped, Versioned, Base):
           programme: ClassVar[Programme] = PROGRAMME
           id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True, autoincrement=False)
           ...
           case: Mapped[Case] = relationship(lazy="joined", innerjoin=True)

2. its description (`programme.py`): `PROGRAMME = Programme(slug="relief", name=…, kinds=KINDS, purposes=…, summaries=…, facts=facts_of, cells=…,
   check=check, at_payment=…)`. The slug is the room's name, the address, the purpose of its funds and the programme of its regulations;
3. its content as typed, a frozen dataclass with `kind`, `requested_amount` and the columns of its row: `service.open_request(session, SickRelief,
   household, content=…)` and `service.amend(session, ask, content=…)` take it, and every further act takes the row: `service.submit(session, ask, …)`;
4. its pages (`views.py`): `bp = blueprint(Pages(programme=PROGRAMME, model=SickRelief, form=ReliefForm, fields="relief/_fields.html", …))`. Endpoints are
   `relief.show`, `relief.decision` …; further pages hang themselves into `bp`. Its templates are the macro `fields(form, hints)` and, if it has more to
   show on the case page, one section;
5. words in lower rooms, by name: `regulations.words`, `help.bands`, `ledger.kinds`, `web.subjects`, and a regulation in force with criteria for each kind.

Judging, deciding out of funds, paying by instalments, lapsing in the night, the list, its Excel, the dossier come with it. `housing` is the example.
"""
