using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Parley.Samples.Survey;
using Parley.Server.Hosting;
using Parley.Simulation.Personas;

namespace Parley.Testing.Tests.Examples;

/// <summary>The sample Survey: many numbers in one session, a row for each.</summary>
public sealed class SurveyAgentTests : IDisposable
{
    private static readonly PersonaScript Patient = PersonaFile.Parse(
        """
        name: patient
        rings: 2s
        steps:
          - pause: 300ms
          - say: Hello?
          - listen: 15s
          - pause: 300ms
          - say: I would say four.
          - listen: 10s
          - pause: 300ms
          - say: Less waiting, more chairs.
          - listen: 10s
        """);

    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Survey_PersonMachineBusyAndRefusal_GetARowEach()
    {
        var rows = await AskAsync("+15551230002", "+15551230003", "+15551230005");

        Assert.Equal("ended,number,result,score,wish", rows[0]);
        Assert.Equal(
            [
                "+15550009999,complete,4,\"Less waiting, more chairs.\"",
                "+15551230002,machine,,",
                "+15551230003,486 Busy Here (Q.850 cause 17),,",
                "+15551230005,603 Decline (Q.850 cause 21),,",
            ],
            rows.Skip(1).Select(row => row[(row.IndexOf(',', StringComparison.Ordinal) + 1)..]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Survey_MoreNumbersThanAtOnce_AsksThemAll()
    {
        var rows = await AskAsync([.. Enumerable.Range(100, 24).Select(line => $"+15551230{line}")]);

        Assert.Equal(1 + 25, rows.Length);
        Assert.Equal(24, rows.Where(row => row.Contains(",404 ", StringComparison.Ordinal)).Select(row => row.Split(',')[1]).Distinct().Count());
    }

    private async Task<string[]> AskAsync(params string[] others)
    {
        await using var network = PhoneNetwork.CreateVirtual(seed: 7, n =>
        {
            n.Services.AddSingleton<IChatClient>(new ScriptedModel(Answer));
            n.Services.AddSingleton(new SurveyResults(_file));
            n.AddAgent<SurveyAgent>("survey");
        });
        var plan = new CallPlan
        {
            Agent = "survey",
            Persona = Patient,
            Address = "+15550009999",
            Body = new() { ["dialout_settings"] = new JsonArray([.. others.Prepend("+15550009999").Select(number => new JsonObject { ["phoneNumber"] = number })]) },
        };

        var call = await network.RunAsync(plan, TestContext.Current.CancellationToken);

        Assert.Null(call.Error);
        Assert.Equal((0, 0, 0), (network.InUse.Sessions, network.InUse.Calls, network.InUse.MediaPorts));
        return await File.ReadAllLinesAsync(_file, TestContext.Current.CancellationToken);
    }

    private static IEnumerable<AIContent> Answer(IReadOnlyList<ChatMessage> messages)
    {
        var heard = ScriptedModel.Heard(messages);
        var isSaved = messages[^1].Role == ChatRole.Tool;
        return (heard.Contains("four", StringComparison.Ordinal), isSaved) switch
        {
            (true, false) => [ScriptedModel.Call("save_answer", ("question", 1), ("answer", "4"))],
            (true, true) => [ScriptedModel.Say("Thank you. What should we do better?")],
            (false, false) => [ScriptedModel.Call("save_answer", ("question", 2), ("answer", heard))],
            (false, true) => [ScriptedModel.Say("Thank you, and goodbye."), ScriptedModel.Call("end_call")],
        };
    }
}
