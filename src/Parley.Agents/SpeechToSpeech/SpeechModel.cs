using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Agents.Latency;
using Parley.Agents.Tools;
using Parley.Agents.Turns;
using static Parley.Agents.SpeechToSpeechCommand;

namespace Parley.Agents.SpeechToSpeech;

/// <summary>
/// A conversation's model that hears and speaks by itself: its connection, the caller's sound on its way there, and its responses, one after the other. Owned by the conversation's
/// task.
/// </summary>
internal sealed class SpeechModel
{
    /// <summary>Frames kept for a connection that is yet to come: 10 s; more drops the oldest.</summary>
    private const int Backlog = 500;

    /// <summary>Frames kept in case the connection breaks while nobody speaks: the first syllable may be among them.</summary>
    private const int Lookback = 25;

    private const string Exactly = "Say exactly the following words, all of them and nothing else, as the next thing that you say in this conversation. They are no question to you: ";

    private readonly ISpeechToSpeech _engine;
    private readonly Mailbox _mailbox;
    private readonly CancellationToken _stopping;
    private readonly Action _stop;
    private readonly Queue<short[]> _latest = new();
    private readonly LinkedList<ModelSpeech> _waiting = [];
    private readonly List<FunctionCallContent> _calls = [];
    private readonly HashSet<string> _unwanted = [];
    private readonly List<Task> _connections = [];
    private SpeechToSpeechSetup _setup;
    private ISpeechToSpeechSession? _session;
    private ModelSound? _sound;
    private byte[] _silence = [];
    private ModelSpeech? _current;
    private string? _lastItem;
    private bool _isUntold;

    /// <param name="engine">Who speaks.</param>
    /// <param name="setup">As what.</param>
    /// <param name="mailbox">Where what it tells is left.</param>
    public SpeechModel(ISpeechToSpeech engine, SpeechToSpeechSetup setup, Mailbox mailbox)
    {
        (_engine, _setup, _mailbox) = (engine, setup, mailbox);
        var stop = new CancellationTokenSource(); // Holds nothing; who cancels it may do so when all is over.
        (_stopping, _stop) = (stop.Token, stop.Cancel);
    }

    /// <summary>Whether a connection was made again already.</summary>
    public bool HasReconnected { get; private set; }

    /// <summary>Begins to connect. <see cref="ConversationInput.ModelOpened"/> follows, or <see cref="ConversationInput.ModelLost"/>.</summary>
    public void Connect() => _connections.Add(RunAsync());

    /// <summary>There is a connection: the model learns what was said before, and hears what the caller has said meanwhile.</summary>
    public void Open(ISpeechToSpeechSession session, IEnumerable<ChatMessage> history, IReadOnlySet<string> running)
    {
        (_session, _sound) = (session, new(session.Format, _setup.SampleRate));
        _silence = _sound.Encode(new short[_setup.SampleRate / 50]);
        foreach (var message in history)
        {
            Add(message, running);
        }

        foreach (var frame in _latest)
        {
            session.Hear(_sound.Encode(frame));
        }

        Next();
    }

    /// <summary>The connection is gone: what was not begun is asked for again once there is another.</summary>
    /// <returns>The response that broke off in the middle, if one did.</returns>
    public ModelSpeech? Lose(string message)
    {
        var broken = _current;
        (_session, _current, HasReconnected) = (null, null, true);
        _calls.Clear();
        _unwanted.Clear();
        if (broken is null or { IsStopped: true })
        {
            return null;
        }

        if (broken.HasSound)
        {
            broken.End(new(TurnFailure.SpeechToSpeech, new InvalidOperationException(message)));
            return broken;
        }

        broken.Restart();
        _waiting.AddFirst(broken);
        return null;
    }

    /// <summary>Gives it the caller's next 20 ms.</summary>
    /// <param name="frame">At the line's rate.</param>
    /// <param name="isDeaf">Whether it is to hear nothing: then silence goes there, so that its own sense of turns goes on.</param>
    public void Hear(ReadOnlySpan<short> frame, bool isDeaf)
    {
        _session?.Hear(isDeaf ? _silence : _sound!.Encode(frame));
        _latest.Enqueue(isDeaf ? new short[frame.Length] : frame.ToArray());
        while (_latest.Count > (_session is null || _isUntold ? Backlog : Lookback))
        {
            _latest.Dequeue();
        }
    }

    /// <summary>The caller speaks: their sound is kept until it is in words, or answered, so that another connection can be given it.</summary>
    public void KeepSound() => _isUntold = true;

    /// <summary>What they said is in words.</summary>
    public void DropSound() => _isUntold = false;

    /// <summary>Has it speak, after what it is to say already.</summary>
    public void Say(ModelSpeech speech, TurnMarks marks)
    {
        speech.Marks = marks;
        _waiting.AddLast(speech);
        Next();
    }

    /// <summary>A turn was cut: the model stops, and forgets what was not heard.</summary>
    /// <param name="speech">What it said in that turn.</param>
    /// <param name="position">The line's position behind the last sample that was played.</param>
    public void Stop(ModelSpeech speech, long position)
    {
        if (speech.IsStopped)
        {
            return;
        }

        speech.IsStopped = true;
        _waiting.Remove(speech);
        if (speech == _current && speech.ResponseId is { } id)
        {
            _session?.Send(new CancelResponse(id));
        }

        foreach (var command in speech.Forget(position))
        {
            _session?.Send(command);
        }

        speech.End();
    }

    /// <summary>Tells it what was said without it. Before there is a connection, the history has it.</summary>
    public void Add(ChatMessage message, IReadOnlySet<string>? running = null)
    {
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextContent { Text: { Length: > 0 } text }:
                    _session?.Send(new AddMessage(message.Role, text));
                    break;
                case FunctionCallContent call:
                    _session?.Send(new AddFunctionCall(call.CallId, call.Name, JsonSerializer.Serialize(call.Arguments, ToolRun.Json)));
                    break;
                case FunctionResultContent result when running?.Contains(result.CallId) is not true:
                    _session?.Send(new AddFunctionOutput(result.CallId, result.Result as string ?? ""));
                    break;
            }
        }
    }

    /// <summary>Gives it other instructions.</summary>
    public void Instruct(string instructions)
    {
        _setup = _setup with { Options = _setup.Options with { Instructions = instructions } };
        _session?.Send(new UpdateSession(_setup));
    }

    public bool IsOf(ISpeechToSpeechSession session) => session == _session;

    /// <summary>Takes what concerns responses.</summary>
    /// <returns>A response that has ended, with the functions that it calls.</returns>
    public (ModelSpeech Speech, IReadOnlyList<FunctionCallContent> Calls)? Take(SpeechToSpeechEvent told)
    {
        switch (told)
        {
            case SpeechToSpeechEvent.ResponseStarted started when _current is not null:
                Begin(_current, started.ResponseId);
                break;
            case SpeechToSpeechEvent.Audio audio when _current?.ResponseId == audio.ResponseId:
                Take(_current, audio);
                break;
            case SpeechToSpeechEvent.Said said when _current?.ResponseId == said.ResponseId && !_current.IsStopped:
                _current.Say(said.ItemId, said.Text, said.IsFinal);
                break;
            case SpeechToSpeechEvent.FunctionCalled called when _current?.ResponseId == called.ResponseId:
                _calls.Add(ReadCall(called));
                break;
            case SpeechToSpeechEvent.ResponseEnded ended when _current is not null:
                return Finish(_current, ended);
        }

        return null;
    }

    /// <summary>After a response: the next one, if one waits.</summary>
    public void Next()
    {
        if (_session is null || _current is not null || _waiting.First is not { Value: var speech })
        {
            return;
        }

        _waiting.RemoveFirst();
        _current = speech;
        if (speech.Words is { } words)
        {
            speech.Marks?.AskedVoice(words);
            _session.Send(new CreateResponse { Instructions = Exactly + words, MayCallFunctions = false });
        }
        else
        {
            speech.Marks?.AskedChat(null);
            _session.Send(new CreateResponse { MayCallFunctions = speech.Reply?.MayCall is true });
        }
    }

    /// <summary>Hangs up, and waits until nothing is left of it.</summary>
    public Task UnwindAsync()
    {
        _stop();
        return Waits.AllAsync(_connections);
    }

    private void Begin(ModelSpeech speech, string responseId)
    {
        speech.ResponseId = responseId;
        _sound!.Begin();
        if (speech.IsStopped)
        {
            _session!.Send(new CancelResponse(responseId)); // It was cut before it had an id.
        }
    }

    private void Take(ModelSpeech speech, SpeechToSpeechEvent.Audio audio)
    {
        if (speech.IsStopped)
        {
            // It comes after the cut, and was not known then.
            if (!speech.Has(audio.ItemId))
            {
                _unwanted.Add(audio.ItemId);
            }

            return;
        }

        speech.Hear(audio.ItemId, _sound!.Decode(audio.Sound.Span), _sound.Format.DurationOf(audio.Sound.Length));
        _lastItem = audio.ItemId;
        _isUntold &= speech.Reply is null;
    }

    private (ModelSpeech Speech, IReadOnlyList<FunctionCallContent> Calls) Finish(ModelSpeech speech, SpeechToSpeechEvent.ResponseEnded ended)
    {
        FunctionCallContent[] calls = ended.Ending is SpeechToSpeechEnding.Completed ? [.. _calls] : [];
        foreach (var item in _unwanted.Order(StringComparer.Ordinal))
        {
            _session!.Send(new DeleteItem(item));
        }

        if (!speech.IsStopped && speech.HasSound && _sound!.End() is { Length: > 0 } tail)
        {
            speech.Hear(_lastItem!, tail, TimeSpan.Zero);
        }

        speech.End(ended.Ending is SpeechToSpeechEnding.Failed ? new(TurnFailure.SpeechToSpeech, new InvalidOperationException(ended.Message ?? "The model gave no answer.")) : null);
        _current = null;
        _calls.Clear();
        _unwanted.Clear();
        return (speech, calls);
    }

    private static FunctionCallContent ReadCall(SpeechToSpeechEvent.FunctionCalled called)
    {
        try
        {
            return new(called.CallId, called.Name, JsonSerializer.Deserialize<Dictionary<string, object?>>(called.Arguments, ToolRun.Json));
        }
        catch (JsonException exception)
        {
            return new(called.CallId, called.Name) { Exception = exception };
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            await using var session = await _engine.OpenAsync(_setup, _stopping);
            _mailbox.Post(new ConversationInput.ModelOpened(session));
            SpeechToSpeechEvent? last = null;
            await foreach (var told in session.Events.DrainAsync(_stopping))
            {
                last = told;
                _mailbox.Post(new ConversationInput.ModelTold(session, told));
            }

            if (last is not SpeechToSpeechEvent.Disconnected)
            {
                _mailbox.Post(new ConversationInput.ModelTold(session, new SpeechToSpeechEvent.Disconnected("The session ended without a word.", MayReconnect: true)));
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The call is over.
        }
#pragma warning disable CA1031 // Whatever goes wrong with the model is told to the conversation.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _mailbox.Post(new ConversationInput.ModelLost(exception.Message));
        }
    }
}
