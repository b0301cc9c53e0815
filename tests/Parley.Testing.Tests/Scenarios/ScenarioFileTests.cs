using Parley.Simulation.Yaml;
using Parley.Telephony;
using Parley.Telephony.Outcomes;
using Parley.Testing.Expectations;
using Parley.Testing.Scenarios;

namespace Parley.Testing.Tests.Scenarios;

public sealed class ScenarioFileTests
{
    private const string Whole =
        """
        name: All that there is
        description: Every key once.
        seed: 7
        agent: outbound
        limit: 2m
        network: 4g
        body: { patient: Ann, code: "007", visits: 3, new: true }
        dialout:
          caller-id: an-id
          display-name: Ann
          user-id: ann
          extension: 12#
          wait-before-extension: 2s
          ring-timeout: 20s
          provider: carrier
          codecs: [PCMA]
        calls:
          - persona: person
          - persona: voicemail
            name: machine
            direction: in
            agent: inbound
            limit: 30s
            body: { patient: Bob }
            dialout: { extension: "9" }
            expect:
              outcome: busy
              errors: broke
          - number: "+15551230009"
        expect:
          outcome: [completed, no-answer]
          stage: talking
          sip-status: 200
          cause: 16
          rang: yes
          retryable: no
          hung-up-by: far-end
          talk-time: 3s..10s
          answered-by: human
          verdict-within: 1500ms
          said: [hello, /call (us|me)/]
          not-said: voicemail
          before-beep: silence
          after-beep: { said: call, not-said: you, heard: 3s.. }
          heard-by-far-end: ..10s
          keys-to-far-end: 12#
          keys-to-agent: none
          first-word-within: 2s
          response-within: 2s
          barge-in-within: 1s
          events: [dialout-answered, answer-detected]
          no-events: conversation-error
        """;

    [Fact]
    public void Parse_WholeFile_GivesItsScenario()
    {
        var scenario = ScenarioFile.Parse(Whole);

        Assert.Equal(("All that there is", "Every key once.", 7), (scenario.Name, scenario.Description, scenario.Seed));
        Assert.Equal(["person", "machine", "+15551230009"], scenario.Calls.Select(call => call.Name));
        var first = scenario.Calls[0];
        Assert.Equal(("outbound", CallDirection.Outgoing, "person", TimeSpan.FromMinutes(2)), (first.Agent, first.Direction, first.Persona?.Name, first.Limit));
        Assert.Equal("{\"patient\":\"Ann\",\"code\":\"007\",\"visits\":3,\"new\":true}", first.Body?.ToJsonString());
        Assert.Equal(("12#", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20)), (first.Dialout.Extension, first.Dialout.WaitBeforeExtension, first.Dialout.RingTimeout));
        Assert.NotNull(first.Network);
        Assert.Equal(23, first.Expectations.Count);
    }

    [Fact]
    public void Parse_CallThatSaysMore_OverridesWhatAllSay()
    {
        var call = ScenarioFile.Parse(Whole).Calls[1];

        Assert.Equal(("inbound", CallDirection.Incoming, "9", "Ann"), (call.Agent, call.Direction, call.Dialout.Extension, call.Dialout.DisplayName));
        Assert.Equal("Bob", (string?)call.Body?["patient"]);
        Assert.Equal("007", (string?)call.Body?["code"]);
        Assert.Equal([CallEnding.Busy], Assert.Single(call.Expectations.OfType<OutcomeIs>()).Endings);
        Assert.IsType<ErrorIs>(Assert.Single(call.Expectations, e => e.Key == "errors"));
        Assert.Single(call.Expectations.OfType<StageIs>());
    }

    [Fact]
    public void Parse_NoWordAboutErrors_ExpectsNone() =>
        Assert.IsType<NoErrors>(Assert.Single(ScenarioFile.Parse("name: n\ncalls: [{ persona: person }]").Calls[0].Expectations));

    [Fact]
    public void Parse_CallComesIn_IsTakenByTheInboundAgent() =>
        Assert.Equal("inbound", ScenarioFile.Parse("name: n\ncalls: [{ persona: person, direction: in }]").Calls[0].Agent);

    [Fact]
    public void Parse_SamePersonaTwice_NamesThemApart() =>
        Assert.Equal(["person", "person-2"], ScenarioFile.Parse("name: n\ncalls: [{ persona: person }, { persona: person }]").Calls.Select(call => call.Name));

    [Fact]
    public void Parse_PersonaWithin_ReadsIt() =>
        Assert.Equal("nobody", ScenarioFile.Parse("name: n\ncalls: [{ name: nobody, persona: { rings: forever } }]").Calls[0].Persona?.Name);

    [Theory]
    [InlineData("calls: [{ persona: person }]", "s.yaml(1,1): 'name' is missing")]
    [InlineData("name: n\ncalls: []", "s.yaml(2,8): 'calls' is empty; expected at least one call")]
    [InlineData("name: n\ncalls: [{}]", "'persona' is missing; without one the call needs 'number' or 'sip-uri', and a trunk")]
    [InlineData("name: n\ncalls: [{ persona: persn }]", "s.yaml(2,20): 'persona' is 'persn'; did you mean 'person'?")]
    [InlineData("name: n\ncalls: [{ persona: ./nobody.yaml }]", "'persona' is './nobody.yaml', which cannot be read: ")]
    [InlineData("name: n\nagnt: x\ncalls: [{ persona: person }]", "s.yaml(2,1): 'agnt' is not known here; did you mean 'agent'?")]
    [InlineData("name: n\nagent: outbond\ncalls: [{ persona: person }]", "s.yaml(2,8): 'agent' is 'outbond'; did you mean 'outbound'?")]
    [InlineData("name: n\ncalls: [{ number: '+1', sip-uri: 'sip:a@b' }]", "'number' and 'sip-uri' exclude each other")]
    [InlineData("name: n\ncalls: [{ persona: person }]\nexpect: { outcome: compleet }", "'outcome' is 'compleet'; did you mean 'completed'?")]
    [InlineData("name: n\ncalls: [{ persona: person }]\nexpect: { talk-time: 3s }", "'talk-time' is '3s'; expected bounds such as 3s.., ..10s or 3s..10s")]
    [InlineData("name: n\ncalls: [{ persona: person }]\nexpect: { said: '/(/' }", "'said': Invalid pattern")]
    [InlineData("name: n\ncalls: [{ persona: person }]\nexpect: { events: dialout-answer }", "'events' is 'dialout-answer'; did you mean 'dialout-answered'?")]
    [InlineData("name: n\ncalls: [{ persona: person }]\nexpect: { keys-to-agent: xyz }", "'keys-to-agent' is 'xyz'; expected keys such as '12#', or none")]
    [InlineData("name: n\ncalls: [{ persona: person }]\nexpect: { before-beep: {} }", "'before-beep' expects nothing; give it 'said', 'not-said' or 'heard'")]
    [InlineData("name: n\ncalls: [{ persona: person }]\nnetwork: 5g", "'network' is '5g'")]
    public void Parse_Wrong_SaysWhereAndWhat(string text, string error)
    {
        var wrong = Assert.Throws<YamlFileException>(() => ScenarioFile.Parse(text, "s.yaml", ["outbound", "inbound"]));

        Assert.Contains(error, wrong.Message, StringComparison.Ordinal);
    }
}
