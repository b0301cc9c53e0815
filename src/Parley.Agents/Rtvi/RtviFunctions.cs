using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Parley.Agents.Rtvi;

/// <summary>Function calls that clients carry out.</summary>
/// <param name="server">Asks them.</param>
internal sealed class RtviFunctions(RtviServer server)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TaskCompletionSource<JsonElement>> _waiting = [];
    private readonly HashSet<string> _names = [];
    private int _count;

    public AIFunction Create(string name, string description, JsonElement schema)
    {
        lock (_gate)
        {
            _names.Add(name);
        }

        return new ClientFunction(this, name, description, schema.Clone());
    }

    /// <summary>Whether there is one of that name.</summary>
    public bool Has(string name)
    {
        lock (_gate)
        {
            return _names.Contains(name);
        }
    }

    /// <summary>A client has carried one out.</summary>
    /// <returns>Why that is not so, if it is not.</returns>
    public string? Complete(JsonElement? data)
    {
        if (RtviServer.TextOf(data, "tool_call_id") is not { } id)
        {
            return "Invalid message: data.tool_call_id is missing or no string";
        }

        if (RtviServer.PartOf(data, "result") is not { } result)
        {
            return "Invalid message: data.result is missing";
        }

        TaskCompletionSource<JsonElement>? waiting;
        lock (_gate)
        {
            _waiting.Remove(id, out waiting);
        }

        return waiting?.TrySetResult(result.Clone()) is true ? null : $"no function call {id} waits for a result";
    }

    private async ValueTask<object?> AskAsync(string name, AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var id = $"client-call-{Interlocked.Increment(ref _count)}";
        lock (_gate)
        {
            _waiting.Add(id, done);
        }

        try
        {
            var given = new JsonObject();
            foreach (var (argument, value) in arguments)
            {
                given[argument] = JsonSerializer.SerializeToNode(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object)));
            }

            var call = new JsonObject { ["tool_call_id"] = id, ["function_name"] = name, ["arguments"] = given };
            await server.SendAsync(RtviMessage.Create("llm-function-call-in-progress", call), recipient: null, cancellationToken);
            await using var cancelled = cancellationToken.UnsafeRegister(
                static (done, token) => ((TaskCompletionSource<JsonElement>)done!).TrySetCanceled(token), done);
            return await done.Task;
        }
        finally
        {
            bool isOpen;
            lock (_gate)
            {
                isOpen = _waiting.Remove(id);
            }

            await server.SendAsync(RtviMessage.Create("llm-function-call-stopped", new JsonObject { ["tool_call_id"] = id, ["cancelled"] = isOpen }), recipient: null, CancellationToken.None);
        }
    }

    private sealed class ClientFunction(RtviFunctions functions, string name, string description, JsonElement schema) : AIFunction
    {
        public override string Name => name;

        public override string Description => description;

        public override JsonElement JsonSchema => schema;

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
            functions.AskAsync(name, arguments, cancellationToken);
    }
}
