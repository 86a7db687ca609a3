package web

import (
	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
)

// route is an address of the site. Who may go there is the table of
// account.Action, asked before the handler runs.
type route struct {
	method, path string
	action       account.Action
	handler      fiber.Handler
}

const (
	get  = fiber.MethodGet
	post = fiber.MethodPost
)

// routes are all addresses in reading order. Those of static files and of the
// state of the program stand in App: they are nobody's.
func (s *Server) routes() []route {
	open := interviews{s, inAddress{s}}
	all := []route{
		{get, "/", account.Visit, s.home},

		{get, "/classify", account.TryClassify, open.question},
		{post, "/classify", account.TryClassify, open.answer},
		{post, "/classify/preview", account.TryClassify, open.preview},
		{get, "/classify/check", account.TryClassify, open.check},
		{get, "/classify/file", account.TryClassify, s.fileForm},
		{post, "/classify/file", account.TryClassify, s.file},
		{get, "/classify/result", account.TryClassify, open.result},
		{get, "/classify/result.json", account.TryClassify, open.resultJSON},
		{get, "/classify/reason", account.TryClassify, open.reason},

		{get, "/rules", account.ReadLaw, s.laws},
		{get, "/rules/:law/:article", account.ReadLaw, s.article},
		{get, "/rules/:law/:article/*", account.ReadLaw, s.provision},
		{get, "/cases", account.ReadCases, s.cases},
		{get, handoutURL, account.ReadCases, s.caseHandout},
		{get, handoutURL + ".:ending", account.ReadCases, s.exportHandout},
		{get, "/agreement", account.ReadCases, s.agreementPage},
		{get, "/cases/*", account.ReadCases, s.caseOf},

		{get, "/lessons", account.Study, s.lessons},
		{get, "/lessons/:id", account.Study, s.lesson},
		{post, "/lessons/:id", account.Study, s.checkLesson},
		{get, "/practice", account.Study, s.practices},
		{post, "/practice", account.Study, s.startPractice},
		{get, "/practice/run", account.Study, s.practice},
		{post, "/practice/run", account.Study, s.answerPractice},
		{post, "/practice/another", account.Study, s.anotherPractice},
		{get, "/items/*", account.Study, s.proof},
		{get, "/scenarios", account.Study, s.scenarios},
		{get, "/scenarios/:case", account.Study, s.scenario},
		{post, "/scenarios/:case", account.Study, s.choose},
		{post, "/scenarios/:case/rewind", account.Study, s.rewind},
	}
	if s.People != nil {
		all = append(all, s.peopleRoutes()...)
	}
	if s.People != nil && s.Training != nil {
		all = append(all, s.trainingRoutes()...)
		all = append(all, s.completionRoutes()...)
	}
	if s.People != nil && s.Incidents != nil {
		all = append(all, s.incidentRoutes()...)
	}
	if s.People != nil && s.Materials != nil {
		all = append(all, s.materialRoutes()...)
	}
	if s.People != nil && s.Audit != nil {
		all = append(all, s.logRoutes()...)
	}
	if s.Development {
		all = append(all, route{get, "/_components", account.Visit, s.components})
	}
	return all
}

// peopleRoutes are the addresses that need accounts.
func (s *Server) peopleRoutes() []route {
	return []route{
		{get, "/sign-in", account.SignIn, s.signInForm},
		{post, "/sign-in", account.SignIn, s.signIn},
		{get, "/sign-in/code", account.SignIn, s.codeForm},
		{post, "/sign-in/code", account.SignIn, s.code},
		{get, "/sign-in/password", account.SignIn, s.newPasswordForm},
		{post, "/sign-in/password", account.SignIn, s.newPassword},
		{get, "/sign-in/enrol", account.SignIn, s.enrolForm},
		{post, "/sign-in/enrol", account.SignIn, s.enrol},
		{get, "/sign-in/oidc", account.SignIn, s.toProvider},
		{get, ProviderReturn, account.SignIn, s.fromProvider},
		{post, "/sign-out", account.SignIn, s.signOut},

		{get, "/me", account.Self, s.me},
		{get, "/me/password", account.Self, s.passwordForm},
		{post, "/me/password", account.Self, s.password},
		{get, "/me/second-factor", account.Self, s.myFactorForm},
		{post, "/me/second-factor", account.Self, s.myFactor},
		{get, "/me/second-factor/change", account.Self, s.changeFactorForm},
		{post, "/me/second-factor/change", account.Self, s.changeFactor},
		{post, "/me/suspect", account.Self, s.suspectMine},
		{post, "/me/sessions", account.Self, s.endMine},
		{get, "/purpose", account.Self, s.purposeForm},
		{post, "/purpose", account.Self, s.purpose},

		{get, "/people", account.SeePeople, s.people},
		{get, "/people/new", account.ManagePeople, s.newPersonForm},
		{post, "/people/new", account.ManagePeople, s.newPerson},
		{get, "/people/import", account.ManagePeople, s.rosterForm},
		{post, "/people/import", account.ManagePeople, s.roster},
		{get, "/people/import/example", account.ManagePeople, s.rosterExample},
		{get, "/people/import/:id", account.ManagePeople, s.imported},
		{post, "/people/import/:id", account.ManagePeople, s.handOut},
		{get, "/people/:id", account.SeePeople, s.onePerson},
		{get, "/people/:id/edit", account.ManagePeople, s.editPersonForm},
		{post, "/people/:id/edit", account.ManagePeople, s.editPerson},
		{get, "/people/:id/:act", account.ManagePeople, s.confirmAct},
		{post, "/people/:id/:act", account.ManagePeople, s.act},
		{get, "/units", account.SeePeople, s.units},
		{post, "/units", account.ManageUnits, s.addUnit},
		{get, "/units/:id", account.ManageUnits, s.unitForm},
		{post, "/units/:id", account.ManageUnits, s.changeUnit},
		{get, "/units/:id/remove", account.ManageUnits, s.confirmRemoveUnit},
		{post, "/units/:id/remove", account.ManageUnits, s.removeUnit},
	}
}

// trainingRoutes are the addresses that need accounts and training.
func (s *Server) trainingRoutes() []route {
	return []route{
		{get, "/training", account.Train, s.paths},
		{get, "/training/:course/:term", account.Train, s.course},
		{get, "/training/:course/:term/:unit", account.Train, s.unitOfCourse},
		{post, "/training/:course/:term/:unit", account.Train, s.actOnUnit},
		{post, "/training/:course/:term/:unit/:act", account.Train, s.actOnUnit},
		{get, "/me/record", account.Train, s.showRecord},
		{get, "/me/record/steps", account.Train, s.mySteps},
		{get, "/me/record/export", account.Train, s.exportRecord},
		{post, "/me/record/corrections", account.Train, s.correct},
		{get, "/appeals", account.Appeal, s.appeals},
		{post, "/appeals", account.Appeal, s.findPaper},
		{get, "/appeals/:id", account.Appeal, s.appeal},
		{get, "/appeals/:id/words", account.Appeal, s.appealWords},
		{get, "/corrections", account.PutRight, s.corrections},
		{post, "/corrections/:id", account.PutRight, s.answerCorrection},
		{get, "/people/:id/training/erase", account.ManagePeople, s.confirmErase},
		{post, "/people/:id/training/erase", account.ManagePeople, s.erase},
		{get, "/review", account.Train, s.review},
		{get, "/review/:concept", account.Train, s.reviewOf},
		{post, "/review/:concept", account.Train, s.answerReview},
		{get, "/attempts/:id", account.Train, s.attempt},
		{get, "/attempts/:id/submit", account.Train, s.confirmSubmit},
		{post, "/attempts/:id/submit", account.Train, s.submitAttempt},
		{get, "/attempts/:id/paper", account.Train, s.attemptPaper},
		{get, "/attempts/:id/words", account.Train, s.attemptWords},
		{get, "/attempts/:id/:number", account.Train, s.attemptQuestion},
		{post, "/attempts/:id/:number", account.Train, s.answerQuestion},

		{get, "/certificates", account.Train, s.certificates},
		{get, "/certificates/:number", account.Train, s.certificate},
		{get, "/certificates/:number/pdf", account.Train, s.certificatePDF},
		{get, "/verify", account.VerifyCertificate, s.verifyForm},
		{get, "/verify/:number", account.VerifyCertificate, s.verify},

		{get, "/statistics", account.SeeItems, s.statistics},
		{get, "/statistics/items/*", account.SeeItems, s.itemStatistics},
		{get, "/statistics/misconceptions", account.SeeItems, s.misconceptions},
		{get, "/statistics/scenarios", account.SeeItems, s.playedScenarios},
		{get, "/statistics/scenarios/:case", account.SeeItems, s.scenarioWays},
		{get, resultsURL, account.SeeItems, s.caseResults},
		{get, resultsURL + "/:case", account.SeeItems, s.resultsOfCase},
		{get, "/statistics/notices", account.SeeItems, s.notices},
		{get, "/statistics/notices/*", account.SeeItems, s.notice},
		{post, "/statistics/notices/*", account.SeeItems, s.closeNotice},
	}
}

// incidentRoutes are the addresses of legal officers' records. Whose a record is, is
// asked by each: somebody else's is 404.
func (s *Server) incidentRoutes() []route {
	kept := interviews{s, inRecord{s}}
	return []route{
		{get, "/incidents", account.KeepIncidents, s.incidents},
		{get, "/incidents/new", account.KeepIncidents, s.newIncidentForm},
		{post, "/incidents/new", account.KeepIncidents, s.newIncident},
		{get, "/incidents/statistics", account.SeeIncidentFigures, s.incidentFigures},
		{get, "/incidents/statistics/export", account.SeeIncidentFigures, s.exportIncidentFigures},
		{get, "/incidents/search", account.KeepIncidents, s.searchIncidents},
		{get, "/incidents/law", account.KeepIncidents, s.reruns},
		{post, "/incidents/law", account.KeepIncidents, s.startRerun},
		{get, "/incidents/law/:rerun", account.KeepIncidents, s.rerun},
		{post, "/incidents/law/:rerun", account.KeepIncidents, s.actOnRerun},
		{get, "/incidents/law/:rerun/take", account.KeepIncidents, s.confirmTake},
		{post, "/incidents/law/:rerun/take", account.KeepIncidents, s.take},
		{get, "/incidents/:id", account.KeepIncidents, s.incident},
		{get, "/incidents/:id/law", account.KeepIncidents, s.incidentLaw},
		{post, "/incidents/:id/law", account.KeepIncidents, s.acceptLaw},
		{get, "/incidents/:id/narrative", account.KeepIncidents, s.narrativeForm},
		{post, "/incidents/:id/narrative", account.KeepIncidents, s.narrative},
		{get, "/incidents/:id/facts", account.KeepIncidents, s.incidentFacts},
		{post, "/incidents/:id/facts", account.KeepIncidents, s.takeFacts},
		{get, "/incidents/:id/remove", account.KeepIncidents, s.confirmRemoveIncident},
		{post, "/incidents/:id/remove", account.KeepIncidents, s.removeIncident},
		{get, "/incidents/:id/access", account.KeepIncidents, s.incidentAccess},
		{post, "/incidents/:id/access", account.KeepIncidents, s.giveAccess},
		{post, "/incidents/:id/access/take", account.KeepIncidents, s.takeAccess},
		{get, "/incidents/:id/send", account.KeepIncidents, s.sendForm},
		{post, "/incidents/:id/send", account.KeepIncidents, s.send},
		{get, "/incidents/:id/withdraw", account.KeepIncidents, s.confirmWithdraw},
		{post, "/incidents/:id/withdraw", account.KeepIncidents, s.takeBack},
		{get, "/incidents/:id/review", account.KeepIncidents, s.reviewIncident},
		{post, "/incidents/:id/review", account.KeepIncidents, s.opine},
		{get, "/incidents/:id/review/sign", account.KeepIncidents, s.signIncidentForm},
		{post, "/incidents/:id/review/sign", account.KeepIncidents, s.signIncident},
		{get, "/incidents/:id/review/return", account.KeepIncidents, s.returnForm},
		{post, "/incidents/:id/review/return", account.KeepIncidents, s.giveBack},
		{get, "/incidents/:id/memo", account.KeepIncidents, s.incidentMemo},
		{get, "/incidents/:id/memo.:ending", account.KeepIncidents, s.exportMemo},
		{get, "/incidents/:id/history", account.KeepIncidents, s.incidentHistory},
		{get, "/incidents/:id/revisions/:number", account.KeepIncidents, s.incidentRevision},
		{get, "/incidents/:id/revise", account.KeepIncidents, s.confirmRevise},
		{post, "/incidents/:id/revise", account.KeepIncidents, s.revise},
		{get, "/incidents/:id/questions", account.KeepIncidents, kept.question},
		{post, "/incidents/:id/questions", account.KeepIncidents, kept.answer},
		{post, "/incidents/:id/questions/preview", account.KeepIncidents, kept.preview},
		{get, "/incidents/:id/check", account.KeepIncidents, kept.check},
		{get, "/incidents/:id/result", account.KeepIncidents, s.incidentResult},
		{get, "/incidents/:id/report.json", account.KeepIncidents, s.incidentReport},
		{get, "/incidents/:id/reason", account.KeepIncidents, kept.reason},
		{post, "/incidents/:id/risks", account.KeepIncidents, s.incidentRisks},
		{get, "/incidents/:id/what-if", account.KeepIncidents, s.whatIf},
		{post, "/incidents/:id/what-if", account.KeepIncidents, s.takeOver},
		{get, "/incidents/:id/compare", account.KeepIncidents, s.compare},
		{get, "/incidents/:id/people", account.KeepIncidents, s.incidentPeople},
		{post, "/incidents/:id/people", account.KeepIncidents, s.changeIncidentPeople},
		{get, "/incidents/:id/people/:number/remove", account.KeepIncidents, s.confirmRemoveIncidentPerson},
		{post, "/incidents/:id/people/:number/remove", account.KeepIncidents, s.removeIncidentPerson},
		{get, "/incidents/:id/edit", account.KeepIncidents, s.editIncidentForm},
		{post, "/incidents/:id/edit", account.KeepIncidents, s.editIncident},
	}
}

// completionRoutes are the addresses of those who see to it that people are trained.
func (s *Server) completionRoutes() []route {
	return []route{
		{get, "/completion", account.SeeTraining, s.completions},
		{get, "/completion/assign", account.ManageTraining, s.assignForm},
		{post, "/completion/assign", account.ManageTraining, s.assign},
		{get, "/completion/assignments", account.ManageTraining, s.assignments},
		{get, "/completion/withdraw", account.ManageTraining, s.withdrawForm},
		{post, "/completion/withdraw", account.ManageTraining, s.withdraw},
		{get, "/completion/waivers", account.ManageTraining, s.waivers},
		{get, "/completion/:course/:term", account.SeeTraining, s.completionRound},
		{get, "/completion/:course/:term/figures", account.SeeTraining, s.figures},
		{get, "/completion/:course/:term/export", account.SeeTraining, s.rosterExportForm},
		{post, "/completion/:course/:term/export", account.SeeTraining, s.exportRoster},
		{get, "/completion/:course/:term/evidence", account.SeeTraining, s.evidenceForm},
		{post, "/completion/:course/:term/evidence", account.SeeTraining, s.exportEvidence},
		{get, "/completion/:course/:term/reminders", account.SeeTraining, s.reminders},
		{get, "/completion/:course/:term/sent", account.ManageTraining, s.sentForm},
		{post, "/completion/:course/:term/sent", account.ManageTraining, s.markSent},
		{get, "/completion/:course/:term/:person", account.SeeTraining, s.completionPerson},
		{get, "/completion/:course/:term/:person/waive", account.ManageTraining, s.waiveForm},
		{post, "/completion/:course/:term/:person/waive", account.ManageTraining, s.waive},
		{get, "/completion/:course/:term/:person/waiver", account.ManageTraining, s.waiver},
		{post, "/completion/:course/:term/:person/waiver", account.ManageTraining, s.decideWaiver},
	}
}

// logRoutes are the addresses that need accounts and the log.
func (s *Server) logRoutes() []route {
	return []route{
		{get, "/me/log", account.Self, s.myLog},
		{get, "/log", account.ReadLog, s.readLog},
		{get, exportPath, account.ExportLog, s.exportForm},
		{post, exportPath, account.ExportLog, s.exportLog},
	}
}

// materialRoutes are the addresses of what is written to be published.
func (s *Server) materialRoutes() []route {
	return []route{
		{get, "/materials", account.SeeMaterials, s.materials},
		{get, bringURL, account.WriteMaterials, s.bringForm},
		{post, bringURL, account.WriteMaterials, s.bring},
		{get, bringURL + "/:id", account.SeeMaterials, s.importOf},
		{get, agenciesURL, account.TrustAgencies, s.agencies},
		{post, agenciesURL, account.TrustAgencies, s.addAgency},
		{get, agenciesURL + "/:id/remove", account.TrustAgencies, s.confirmRemoveAgency},
		{post, agenciesURL + "/:id/remove", account.TrustAgencies, s.removeAgency},
		{get, "/materials/cases/:case", account.SeeMaterials, s.caseFile},
		{get, newPieceAddress, account.WriteMaterials, s.newPieceForm},
		{post, newPieceAddress, account.WriteMaterials, s.newPiece},

		// the way of a piece
		{get, "/materials/:id", account.SeeMaterials, s.material},
		{get, "/materials/:id/privacy", account.SeeMaterials, s.piecePrivacy},
		{post, "/materials/:id/privacy", account.WriteMaterials, s.dismissHit},
		{get, "/materials/:id/ask", account.WriteMaterials, s.askForm},
		{post, "/materials/:id/ask", account.WriteMaterials, s.ask},
		{get, "/materials/:id/submit", account.WriteMaterials, s.submitPieceForm},
		{post, "/materials/:id/submit", account.WriteMaterials, s.submitPiece},
		{get, "/materials/:id/recall", account.WriteMaterials, s.confirmRecall},
		{post, "/materials/:id/recall", account.WriteMaterials, s.recall},
		{get, "/materials/:id/comments", account.SeeMaterials, s.comments},
		{post, "/materials/:id/comments", account.SeeMaterials, s.addComment},
		{post, "/materials/:id/comments/:number/resolve", account.SeeMaterials, s.resolveComment},
		{get, "/materials/:id/review", account.SeeMaterials, s.reviewPiece},
		{post, "/materials/:id/approve", account.SeeMaterials, s.approve},
		{get, "/materials/:id/return", account.SeeMaterials, s.returnPieceForm},
		{post, "/materials/:id/return", account.SeeMaterials, s.returnPiece},
		{get, "/materials/:id/review/:section", account.SeeMaterials, s.reviewSection},
		{post, "/materials/:id/review/:section", account.SeeMaterials, s.readSection},
		{get, "/materials/:id/publish", account.WriteMaterials, s.publishForm},
		{post, "/materials/:id/publish", account.WriteMaterials, s.publishPiece},
		{get, "/materials/:id/withdraw", account.WriteMaterials, s.withdrawPieceForm},
		{post, "/materials/:id/withdraw", account.WriteMaterials, s.withdrawPiece},
		{get, "/materials/:id/remove", account.WriteMaterials, s.confirmRemovePiece},
		{post, "/materials/:id/remove", account.WriteMaterials, s.removePiece},
		{get, "/materials/:id/history", account.SeeMaterials, s.pieceHistory},
		{get, "/materials/:id/compare", account.SeeMaterials, s.comparePiece},
		{get, "/materials/:id/preview", account.SeeMaterials, s.previewPiece},
		{get, "/materials/:id/versions/:number", account.SeeMaterials, s.versionOfPiece},
		{get, "/materials/:id/saves/:number", account.SeeMaterials, s.readSave},
		{get, "/materials/:id/saves/:number/restore", account.WriteMaterials, s.confirmRestore},
		{post, "/materials/:id/saves/:number/restore", account.WriteMaterials, s.restoreSave},

		// writing a case
		{get, "/materials/:id/edit", account.WriteMaterials, s.writePieceForm},
		{post, "/materials/:id/edit", account.WriteMaterials, s.writePiece},
		{get, "/materials/:id/facts", account.WriteMaterials, s.factsOfPiece},
		{post, "/materials/:id/facts", account.WriteMaterials, s.changePieceFacts},
		{get, "/materials/:id/outcome", account.WriteMaterials, s.pieceOutcome},
		{post, "/materials/:id/outcome", account.WriteMaterials, s.explainPiece},
		{get, "/materials/:id/outcome/:actor/:number", account.WriteMaterials, s.decisionForm},
		{post, "/materials/:id/outcome/:actor/:number", account.WriteMaterials, s.decide},
		{post, "/materials/:id/merge", account.WriteMaterials, s.mergePiece},

		// lessons and notices
		{get, "/materials/:id/text", account.WriteMaterials, s.pieceText},
		{post, "/materials/:id/text", account.WriteMaterials, s.changeText},
		{get, "/materials/:id/file", account.SeeMaterials, s.pieceFile},
		{get, "/bulletins", account.Self, s.bulletins},
		{get, "/bulletins/:key", account.Self, s.bulletin},

		// the scenario of a case
		{get, "/materials/:id/scenario", account.WriteMaterials, s.scenarioOutline},
		{post, "/materials/:id/scenario", account.WriteMaterials, s.changeOutline},
		{get, "/materials/:id/scenario/about", account.WriteMaterials, s.plotAboutForm},
		{post, "/materials/:id/scenario/about", account.WriteMaterials, s.changePlotAbout},
		{get, "/materials/:id/scenario/facts", account.WriteMaterials, s.startForm},
		{post, "/materials/:id/scenario/facts", account.WriteMaterials, s.changeStart},
		{get, "/materials/:id/scenario/remove", account.WriteMaterials, s.confirmDrop},
		{post, "/materials/:id/scenario/remove", account.WriteMaterials, s.drop},
		{get, "/materials/:id/scenario/nodes/:node", account.WriteMaterials, s.nodeForm},
		{post, "/materials/:id/scenario/nodes/:node", account.WriteMaterials, s.changeNode},
		{get, "/materials/:id/scenario/nodes/:node/:choice", account.WriteMaterials, s.choiceForm},
		{post, "/materials/:id/scenario/nodes/:node/:choice", account.WriteMaterials, s.changeChoice},
		{get, "/materials/:id/scenario/play", account.SeeMaterials, s.playPiece},
		{post, "/materials/:id/scenario/play", account.SeeMaterials, s.choosePiece},
		{post, "/materials/:id/scenario/play/rewind", account.SeeMaterials, s.rewindPiece},
		{get, "/materials/:id/bench", account.WriteMaterials, s.pieceBench},
		{post, "/materials/:id/bench", account.WriteMaterials, s.pickPiece},
	}
}
