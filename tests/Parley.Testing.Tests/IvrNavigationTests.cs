using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Simulation.Personas;

namespace Parley.Testing.Tests;

/// <summary>An agent that has to get through the menu of the persona <c>ivr</c>, three levels deep, to the person behind it.</summary>
public sealed class IvrNavigationTests
{
    private const string Goal = "Speak with the appointment desk about a new appointment in any department but the dentist's.";

    [Fact]
    public async Task Menu_ThreeLevels_LeadsToThePersonWhoIsThenSpokenWith()
    {
        var model = new MenuModel();
        await using var network = Network(model, new Routes());

        var call = await network.RunAsync("navigator", ShippedPersonas.Get("ivr"), TestContext.Current.CancellationToken);

        Assert.Null(call.Error);
        Assert.Equal(["1", "1", "2"], Keys(call));
        Assert.Equal(
            [IvrStatus.Detected, IvrStatus.Pressed, IvrStatus.Pressed, IvrStatus.Pressed, IvrStatus.Conversation],
            call.Events.OfType<IvrNavigated>().Select(e => e.Status).Where(status => status is not IvrStatus.Wait));
        Assert.StartsWith("I would like", Assert.Single(call.Events.OfType<BotTranscript>()).Text, StringComparison.Ordinal);
        Assert.True(call.Events.OfType<BotStartedSpeaking>().Single().Timestamp > call.Events.OfType<IvrNavigated>().Last().Timestamp);
    }

    [Fact]
    public async Task Menu_KnownFromTheCallBefore_IsPassedWithoutTheModel()
    {
        var (model, routes) = (new MenuModel(), new Routes());
        await using var network = Network(model, routes);
        var first = await network.RunAsync("navigator", ShippedPersonas.Get("ivr"), TestContext.Current.CancellationToken);
        Assert.True(IvrRoute.TryParse(Assert.Single(routes.Kept.Values), out var route));
        Assert.Equal(first.Address, route.Name);
        Assert.Equal("112", string.Concat(route.Steps.Select(step => step.Keys)));
        model.Menus.Clear();

        var call = await network.RunAsync("navigator", ShippedPersonas.Get("ivr"), TestContext.Current.CancellationToken);

        Assert.Equal(["1", "1", "2"], Keys(call));
        Assert.DoesNotContain(model.Menus, menu => menu.Contains("press", StringComparison.Ordinal));
        Assert.All(call.Events.OfType<IvrNavigated>().Where(e => e.Status is IvrStatus.Pressed), e => Assert.True(e.IsReplayed));
        Assert.StartsWith("I would like", Assert.Single(call.Events.OfType<BotTranscript>()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Menu_OtherThanRecorded_IsLeftToTheModelFromThereOn()
    {
        var (model, routes) = (new MenuModel(), new Routes());
        var persona = ShippedPersonas.Get("ivr");
        await using var network = Network(model, routes);
        await network.RunAsync("navigator", persona, TestContext.Current.CancellationToken);
        Assert.True(IvrRoute.TryParse(routes.Kept.Values.Single(), out var route));
        await routes.SaveAsync(route with { Steps = [route.Steps[0], new("For opening hours, press three. For directions, press four.", "4"), .. route.Steps.Skip(2)] }, TestContext.Current.CancellationToken);
        model.Menus.Clear();

        var call = await network.RunAsync("navigator", persona, TestContext.Current.CancellationToken);

        Assert.Equal(["1", "1", "2"], Keys(call));
        Assert.Equal([true, false, false], call.Events.OfType<IvrNavigated>().Where(e => e.Status is IvrStatus.Pressed).Select(e => e.IsReplayed));
    }

    [Fact]
    public async Task Menu_Navigated_IsTheSameEveryTime()
    {
        var stories = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            await using var network = Network(new MenuModel(), new Routes());
            var call = await network.RunAsync("navigator", ShippedPersonas.Get("ivr"), TestContext.Current.CancellationToken);
            stories.Add(string.Join('\n', call.Events.Select(e => $"{call.After(e.Timestamp)} {e.GetType().Name}")));
        }

        Assert.Equal(stories[0], stories[1]);
    }

    private static IEnumerable<string?> Keys(CallRecord call) => call.Events.OfType<IvrNavigated>().Where(e => e.Status is IvrStatus.Pressed).Select(e => e.Keys);

    private static PhoneNetwork Network(MenuModel model, Routes routes) => PhoneNetwork.CreateVirtual(seed: 7, n =>
    {
        n.Services.AddSingleton<IChatClient>(model);
        n.Services.AddSingleton<IIvrRoutes>(routes);
        n.AddAgent<Navigator>("navigator");
    });

    private sealed class Navigator(IChatClient chat, ISpeechToText speechToText, ITextToSpeech textToSpeech, IIvrRoutes routes) : IVoiceAgent
    {
        public async Task RunAsync(AgentSession<JsonElement> session, CancellationToken cancellationToken)
        {
            Assert.True(DialoutSettings.TryRead(session.Input, out var calls, out _));
            session.On<CallStateUpdated>((e, ct) => e.State is CallState.Joined ? session.StartDialoutAsync(calls[0], ct) : Task.CompletedTask);
            session.On<DialoutAnswered>((e, ct) => session.CreateConversation(e.SessionId)
                .UseSpeechToText(speechToText)
                .UseChatClient(chat, new() { Instructions = "You ask for an appointment." })
                .UseTextToSpeech(textToSpeech)
                .UseIvrNavigation(new(Goal) { Routes = routes })
                .AllowHangUp()
                .WithOptions(new() { FirstSpeaker = FirstSpeaker.Callee })
                .Build()
                .StartAsync(ct));
            session.On<DialoutStopped>((_, ct) => session.LeaveAsync(ct));
            await session.RunAsync(cancellationToken: cancellationToken);
        }
    }

    // By the goal alone: every call of a run is to a number of its own.
    private sealed class Routes : IIvrRoutes
    {
        public Dictionary<string, string> Kept { get; } = [];

        public Task<IvrRoute?> FindAsync(string name, string goal, CancellationToken cancellationToken) =>
            Task.FromResult(Kept.TryGetValue(goal, out var json) && IvrRoute.TryParse(json, out var route) ? route : null);

        public Task SaveAsync(IvrRoute route, CancellationToken cancellationToken)
        {
            Kept[route.Goal] = route.ToJson();
            return Task.CompletedTask;
        }
    }

    /// <summary>Decides as a model would, by what the menu says.</summary>
    private sealed class MenuModel : IChatClient
    {
        public List<string> Menus { get; } = [];

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var history = messages.ToList();
            var isMenu = history[0].Text.Contains("<dtmf>", StringComparison.Ordinal);
            var heard = history.Last(message => message.Role == ChatRole.User).Text;
            if (isMenu)
            {
                Menus.Add(heard);
            }

            await Task.CompletedTask;
            yield return new(ChatRole.Assistant, isMenu ? Decide(heard) : "I would like an appointment on Monday at ten, please. Goodbye.");
        }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private static string Decide(string heard) =>
            heard.Contains("all other departments", StringComparison.Ordinal) ? "<mode>ivr</mode><dtmf>2</dtmf>"
            : heard.Contains("For a new appointment", StringComparison.Ordinal) ? "<mode>ivr</mode><dtmf>1</dtmf>"
            : heard.Contains("For appointments", StringComparison.Ordinal) ? "<mode>ivr</mode><dtmf>1</dtmf>"
            : heard.Contains("speaking", StringComparison.Ordinal) ? "<mode>conversation</mode>"
            : "<mode>ivr</mode><ivr>wait</ivr>";
    }
}
