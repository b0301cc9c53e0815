using System.Text.Json;
using Parley.Agents;

namespace Parley.Testing.Tests.Truth;

/// <summary>Dials, says a sentence to whoever answers, and does what its row of the table says.</summary>
internal sealed class TableAgent(ITextToSpeech voice) : IVoiceAgent
{
    public const string Fault = "the agent fell over its own feet";

    public async Task RunAsync(AgentSession<JsonElement> session, CancellationToken cancellationToken)
    {
        if (!DialoutSettings.TryRead(session.Input, out var calls, out var error))
        {
            throw new InvalidDataException(error);
        }

        var act = Enum.Parse<Doing>(session.Input.GetProperty("do").GetString()!);
        var at = TimeSpan.FromSeconds(session.Input.GetProperty("at").GetDouble());
        var accepted = new TaskCompletionSource<string>();
        session.On<CallStateUpdated>(async (e, ct) =>
        {
            if (e.State is CallState.Joined)
            {
                var start = await session.StartDialoutAsync(calls[0], ct);
                if (!start.IsAccepted)
                {
                    throw new InvalidOperationException(start.Error);
                }

                accepted.SetResult(start.SessionId!);
            }
        });
        session.On<DialoutConnected>((e, ct) => ThrowIf(act is Doing.ThrowsOnceConnected));
        session.On<DialoutAnswered>(async (e, ct) =>
        {
            await ThrowIf(act is Doing.ThrowsOnceAnswered);
            var conversation = session.CreateConversation(e.SessionId).UseTextToSpeech(voice).WithOptions(new() { IdleTimeout = null }).Build();
            await conversation.StartAsync(ct);
            await conversation.SayAsync("Good morning, this is the clinic.", ct);
        });
        session.On<DialoutStopped>((e, ct) => session.LeaveAsync(ct));
        session.On<DialoutError>((e, ct) => session.LeaveAsync(ct));
        var running = session.RunAsync(cancellationToken: cancellationToken);
        if (act is Doing.StopsTheDialout or Doing.Leaves or Doing.Throws)
        {
            var leg = await accepted.Task;
            await Task.Delay(at, session.Time, CancellationToken.None);
            await (act switch
            {
                Doing.StopsTheDialout => session.StopDialoutAsync(leg, CancellationToken.None),
                Doing.Leaves => session.LeaveAsync(CancellationToken.None),
                _ => ThrowIf(true),
            });
        }

        await running;
    }

    private static Task ThrowIf(bool so) => so ? throw new InvalidOperationException(Fault) : Task.CompletedTask;
}
