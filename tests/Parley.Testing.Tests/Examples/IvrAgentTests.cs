using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Samples.Ivr;
using Parley.Server.Hosting;
using Parley.Simulation.Personas;

namespace Parley.Testing.Tests.Examples;

/// <summary>The sample Ivr: through three menus to a person, and again by the route that it has kept.</summary>
public sealed class IvrAgentTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Menu_LeadsToThePerson_AndIsKeptAsARoute()
    {
        await using var network = PhoneNetwork.CreateVirtual(seed: 7, n =>
        {
            n.Services.AddSingleton<IChatClient>(new ScriptedModel(Answer));
            n.Services.AddSingleton<IIvrRoutes>(new IvrRouteFolder(_folder));
            n.AddAgent<IvrAgent>("ivr");
        });

        var call = await network.RunAsync("ivr", ShippedPersonas.Get("ivr"), TestContext.Current.CancellationToken);

        Assert.Null(call.Error);
        Assert.Equal(["1", "1", "2"], call.Events.OfType<IvrNavigated>().Where(e => e.Status is IvrStatus.Pressed).Select(e => e.Keys));
        Assert.StartsWith("Hello, I would like", call.Events.OfType<BotTranscript>().First().Text, StringComparison.Ordinal);
        var route = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(_folder)), TestContext.Current.CancellationToken);
        Assert.True(IvrRoute.TryParse(route, out var kept));
        Assert.Equal("112", string.Concat(kept.Steps.Select(step => step.Keys)));
    }

    private static IEnumerable<AIContent> Answer(IReadOnlyList<ChatMessage> messages)
    {
        var heard = ScriptedModel.Heard(messages);
        return !messages[0].Text.Contains("<dtmf>", StringComparison.Ordinal) ? Talk(heard)
            : heard.Contains("all other departments", StringComparison.Ordinal) ? [ScriptedModel.Say("<mode>ivr</mode><dtmf>2</dtmf>")]
            : heard.Contains("ppointment, press one", StringComparison.Ordinal) || heard.Contains("appointments, press one", StringComparison.Ordinal) ? [ScriptedModel.Say("<mode>ivr</mode><dtmf>1</dtmf>")]
            : heard.Contains("speaking", StringComparison.Ordinal) ? [ScriptedModel.Say("<mode>conversation</mode>")]
            : [ScriptedModel.Say("<mode>ivr</mode><ivr>wait</ivr>")];
    }

    private static IEnumerable<AIContent> Talk(string heard) => heard.Contains("written that down", StringComparison.Ordinal)
        ? [ScriptedModel.Say("Thank you, goodbye."), ScriptedModel.Call("end_call")]
        : [ScriptedModel.Say("Hello, I would like an appointment next week, please.")];
}
