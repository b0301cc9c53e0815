using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;

namespace Parley.Agents.Navigation;

/// <summary>
/// Stands between a conversation and its model while a menu is on the line: hears each turn, decides by a recorded route or by the model, presses keys and says nothing.
/// Once a person is there it steps aside.
/// </summary>
internal sealed class IvrNavigator(Conversation conversation, IChatClient model, IvrOptions options) : IChatClient
{
    private readonly List<ChatMessage> _log = [new(ChatRole.System, IvrDecision.Instructions(options.Goal))];
    private readonly List<IvrStep> _steps = [];
    private IvrRoute? _route;
    private bool _hasLooked;
    private int _heard;
    private IvrStatus? _told;
    private volatile bool _isOver;

    /// <summary>Whether a menu may be on the line.</summary>
    public bool IsNavigating => !_isOver;

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> history = [.. messages];
        if (!_isOver)
        {
            await NavigateAsync(history, options, cancellationToken);
            if (_told is not IvrStatus.Conversation)
            {
                yield break;
            }
        }

        await foreach (var update in model.GetStreamingResponseAsync(history, options, cancellationToken))
        {
            yield return update;
        }
    }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            updates.Add(update);
        }

        return updates.ToChatResponse();
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => model.GetService(serviceType, serviceKey);

    public void Dispose()
    {
        // The model is its owner's.
    }

    private string RouteName => options.RouteName ?? conversation.Session.DestinationOf(conversation.ParticipantId ?? "") ?? "";

    private async Task NavigateAsync(IReadOnlyList<ChatMessage> history, ChatOptions? chatOptions, CancellationToken cancellationToken)
    {
        string[] said = [.. history.Where(message => message.Role == ChatRole.User).Select(message => message.Text)];
        var heard = string.Join(' ', said.Skip(_heard));
        if (heard.Length == 0)
        {
            return;
        }

        if (!_hasLooked)
        {
            _route = options.Routes is { } routes ? await routes.FindAsync(RouteName, options.Goal, cancellationToken) : null;
            _hasLooked = true;
        }

        var isReplayed = TryReplay(heard, out var keys);
        var decision = isReplayed ? new IvrDecision(false, keys, keys.Length == 0 ? "wait" : null) : await AskAsync(heard, chatOptions, cancellationToken);
        _heard = said.Length; // Heard for good: what was cut before is decided with what follows.
        await CarryOutAsync(heard, decision, isReplayed, cancellationToken);
    }

    /// <summary>The next menu of the route, when it is this one. Once a menu is another, the route is of no use for the rest of the call.</summary>
    private bool TryReplay(string heard, out string keys)
    {
        keys = "";
        if (_route is not { } route || _steps.Count >= route.Steps.Count || Similarity.Of(route.Steps[_steps.Count].Heard, heard) < options.Similarity)
        {
            _route = null;
            return false;
        }

        keys = route.Steps[_steps.Count].Keys;
        return true;
    }

    private async Task<IvrDecision> AskAsync(string heard, ChatOptions? chatOptions, CancellationToken cancellationToken)
    {
        var asked = chatOptions?.Clone() ?? new();
        (asked.Instructions, asked.Tools, asked.ToolMode) = (null, null, null);
        var answer = new StringBuilder();
        await foreach (var update in model.GetStreamingResponseAsync([.. _log, new(ChatRole.User, heard)], asked, cancellationToken))
        {
            answer.Append(update.Text);
        }

        Note(heard, answer.ToString());
        return IvrDecision.Parse(answer.ToString());
    }

    private void Note(string heard, string answer)
    {
        _log.Add(new(ChatRole.User, heard));
        _log.Add(new(ChatRole.Assistant, answer));
    }

    private async Task CarryOutAsync(string heard, IvrDecision decision, bool isReplayed, CancellationToken cancellationToken)
    {
        if (decision.IsConversation == true)
        {
            await FinishAsync(IvrStatus.Conversation, cancellationToken);
            return;
        }

        if (_told is null)
        {
            Tell(IvrStatus.Detected, isReplayed);
        }

        if (isReplayed)
        {
            Note(heard, decision.Keys.Length > 0 ? $"<mode>ivr</mode><dtmf>{decision.Keys}</dtmf>" : "<mode>ivr</mode><ivr>wait</ivr>");
        }

        switch (decision)
        {
            case { Keys.Length: > 0 }:
                _steps.Add(new(heard, decision.Keys));
                if (await conversation.SendDtmfAsync(decision.Keys, CancellationToken.None))
                {
                    Tell(IvrStatus.Pressed, isReplayed, decision.Keys);
                }

                break;
            case { Status: "completed" }:
                await FinishAsync(IvrStatus.Completed, cancellationToken);
                return;
            case { Status: "stuck" }:
                Tell(IvrStatus.Stuck, isReplayed);
                return;
            default:
                _steps.Add(new(heard, ""));
                Tell(IvrStatus.Wait, isReplayed);
                break;
        }

        if (_steps.Count >= options.MaxMenus)
        {
            Tell(IvrStatus.Stuck, isReplayed);
        }
    }

    private async Task FinishAsync(IvrStatus status, CancellationToken cancellationToken)
    {
        _isOver = true;
        Tell(status, isReplayed: false);
        conversation.EndNavigation();
        if (options.Routes is { } routes && _steps.Count > 0 && RouteName.Length > 0)
        {
            await routes.SaveAsync(new(RouteName, options.Goal, [.. _steps]), cancellationToken);
        }
    }

    private void Tell(IvrStatus status, bool isReplayed, string? keys = null)
    {
        _told = status;
        conversation.Session.Post(new IvrNavigated(conversation.ParticipantId, status) { Keys = keys, IsReplayed = isReplayed });
    }
}
