using Microsoft.Extensions.AI;
using Parley.Agents.SpeechToSpeech;
using Parley.Agents.Tools;

namespace Parley.Agents.Turns;

/// <summary>A model that hears and speaks by itself: its sense of turns in place of ours, its words in place of a recogniser's, its answers as bot turns.</summary>
internal sealed partial class ConversationLoop
{
    private readonly Dictionary<string, ChatMessage> _saidByUser = [];
    private readonly Dictionary<string, string> _interim = [];

    private static SpeechToSpeechSetup ModelSetup(ConversationSetup setup, int sampleRate) => new()
    {
        Options = setup.SpeechToSpeechOptions,
        Tools = [.. setup.Tools.Values.Select(tool => tool.Function.AsDeclarationOnly())],
        SampleRate = sampleRate,
    };

    /// <summary>There is a connection, the first or another one: the model learns what was said without it.</summary>
    private void OpenModel(ISpeechToSpeechSession session)
    {
        var running = _rounds.SelectMany(entry => entry.Round.Runs).Select(run => run.Call.CallId).ToHashSet();
        var spoken = _voice!.Turns.Where(turn => turn.Speech is { HasSound: true } or { Reply.Round: not null }).SelectMany(turn => turn.Text.ToHistory(turn.Speech!.Thought));
        _model!.Open(session, [.. _history, .. spoken], running);
    }

    private void HearModel(SpeechToSpeechEvent told)
    {
        switch (told)
        {
            case SpeechToSpeechEvent.SpeechStarted:
                BeginModelTurn();
                break;
            case SpeechToSpeechEvent.SpeechStopped stopped:
                EndModelTurn(stopped.ItemId);
                break;
            case SpeechToSpeechEvent.Heard heard:
                HearModelWords(heard);
                break;
            case SpeechToSpeechEvent.Failed failed:
                Emit(new ConversationError(_setup.ParticipantId, TurnFailure.SpeechToSpeech, failed.Message));
                break;
            case SpeechToSpeechEvent.Disconnected gone:
                LoseModel(gone);
                break;
            default:
                if (_model!.Take(told) is { } ended)
                {
                    FinishModelResponse(ended.Speech, ended.Calls);
                }

                break;
        }
    }

    /// <summary>They speak, says the model. What is queued of its voice is cut at once.</summary>
    private void BeginModelTurn()
    {
        if (!_isMuted && _holds == 0)
        {
            _model!.KeepSound();
            TakeTurn(_ear.Open());
        }
    }

    private void EndModelTurn(string? itemId)
    {
        if (_ear.Turn is null)
        {
            return; // Muted meanwhile.
        }

        if (itemId is not null)
        {
            // Its words come later; what comes before them in the history is not to come after.
            _history.Add(_saidByUser[itemId] = new(ChatRole.User, ""));
        }

        JudgeTalkIntoMessage();
        EndUserTurn(goesOn: false);
    }

    /// <summary>A turn of which the model does not tell the end (its connection broke, and the next one heard nothing in it) is over all the same.</summary>
    private void WatchModelTurn()
    {
        if (_ear.Silence >= _setup.Turns.LongestSilence)
        {
            EndModelTurn(itemId: null);
        }
    }

    private void HearModelWords(SpeechToSpeechEvent.Heard heard)
    {
        var text = heard.IsFinal ? heard.Text : _interim[heard.ItemId] = _interim.GetValueOrDefault(heard.ItemId) + heard.Text;
        if (heard.IsFinal)
        {
            _interim.Remove(heard.ItemId);
            _model!.DropSound();
            if (_saidByUser.Remove(heard.ItemId, out var message))
            {
                message.Contents = [new TextContent(text)];
            }
        }

        if (text.Trim() is not { Length: > 0 } words)
        {
            return;
        }

        Emit(new UserTranscript(_setup.ParticipantId, words, heard.IsFinal));
        if (_answers is not null)
        {
            JudgeAll(_answers.Hear(new Transcript(words, heard.IsFinal)));
        }
    }

    /// <summary>All of a response is there, with the functions that it calls.</summary>
    private void FinishModelResponse(ModelSpeech speech, IReadOnlyList<FunctionCallContent> calls)
    {
        if (calls.Count > 0)
        {
            var round = new ToolRound([.. calls.Select(call => new ToolRun(call, _setup.Tools.GetValueOrDefault(call.Name)))]);
            if (speech.IsStopped || speech.Reply is null)
            {
                round.Abandon();
                TellModel(round);
            }
            else
            {
                speech.Reply.Round = round;
                BeginTools(round);
            }
        }

        _model!.Next();
    }

    /// <summary>Tells the model what came of its functions.</summary>
    private void TellModel(ToolRound round)
    {
        foreach (var run in round.Runs)
        {
            _model?.Add(new(ChatRole.Tool, [run.Result]));
        }
    }

    /// <summary>The connection broke: another one is made, once in a call.</summary>
    private void LoseModel(SpeechToSpeechEvent.Disconnected gone)
    {
        if (!gone.MayReconnect || _model!.HasReconnected)
        {
            EndWithoutModel(gone.Message);
            return;
        }

        Emit(new ConversationError(_setup.ParticipantId, TurnFailure.SpeechToSpeech, gone.Message));
        if (_model.Lose(gone.Message) is { Reply: not null })
        {
            _owesReply = true; // It broke off in the middle, and goes on from there.
        }

        _model.Connect();
        ReplyIfDue();
    }

    private void EndWithoutModel(string message)
    {
        Emit(new ConversationError(_setup.ParticipantId, TurnFailure.SpeechToSpeech, message));
        Stop($"The speech-to-speech model cannot be used: {message}", hangUp: true);
    }

    /// <summary>Keeps what was said, and tells the model what it does not know yet.</summary>
    private void Remember(ChatMessage message, bool isKnown = false)
    {
        _history.Add(message);
        if (!isKnown)
        {
            _model?.Add(message);
        }
    }
}
