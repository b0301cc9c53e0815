using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace Parley.EndToEnd.Tests.House;

/// <summary>Reads the methods of an assembly, and to which members of other assemblies they refer.</summary>
internal static partial class CompiledCode
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>Every use of a foreign member: calls, constructions, and methods taken as delegates.</summary>
    public static IReadOnlyList<MemberUse> UsesIn(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var uses = new List<MemberUse>();
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress != 0)
            {
                var user = UserOf(metadata, method);
                var code = file.GetMethodBody(method.RelativeVirtualAddress).GetILReader();
                uses.AddRange(TokensIn(code).Select(token => MemberOf(metadata, token)).OfType<string>().Select(member => new MemberUse(user, member)));
            }
        }

        return [.. uses.Distinct()];
    }

    private static List<EntityHandle> TokensIn(BlobReader code)
    {
        var tokens = new List<EntityHandle>();
        while (code.RemainingBytes > 0)
        {
            var first = code.ReadByte();
            var instruction = OpCodesByValue[first == 0xFE ? unchecked((short)(0xFE00 | code.ReadByte())) : first];
            switch (instruction.OperandType)
            {
                case OperandType.InlineMethod or OperandType.InlineTok:
                    tokens.Add(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                default:
                    code.Offset += SizeOf(instruction.OperandType);
                    break;
            }
        }

        return tokens;
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    /// <summary>The foreign member that a token stands for; a generic method is the same member whatever its arguments.</summary>
    private static string? MemberOf(MetadataReader metadata, EntityHandle token)
    {
        if (token.Kind is HandleKind.MethodSpecification)
        {
            token = metadata.GetMethodSpecification((MethodSpecificationHandle)token).Method;
        }

        if (token.Kind is not HandleKind.MemberReference)
        {
            return null;
        }

        var member = metadata.GetMemberReference((MemberReferenceHandle)token);
        var type = member.Parent.Kind switch
        {
            HandleKind.TypeReference => TypeNames.FullName(metadata, (TypeReferenceHandle)member.Parent),
            HandleKind.TypeSpecification => metadata.GetTypeSpecification((TypeSpecificationHandle)member.Parent).DecodeSignature(TypeNames.Full, null),
            _ => null,   // Our own type, generic: its members are read where they are defined.
        };
        var name = metadata.GetString(member.Name);
        return type is null ? null
            : member.GetKind() is MemberReferenceKind.Field ? $"{type}.{name}"
            : $"{type}.{name}({string.Join(", ", member.DecodeMethodSignature(TypeNames.Short, null).ParameterTypes)})";
    }

    private static string UserOf(MetadataReader metadata, MethodDefinition method)
    {
        var names = new List<string> { metadata.GetString(method.Name) };
        var type = metadata.GetTypeDefinition(method.GetDeclaringType());
        while (metadata.GetString(type.Name).StartsWith('<') && !type.GetDeclaringType().IsNil)
        {
            names.Add(metadata.GetString(type.Name));
            type = metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        // Innermost last: a lambda in an asynchronous method is the method's.
        var written = names.Select(name => name.StartsWith('<') ? WrittenName().Match(name).Groups[1].Value : name == names[^1] ? name : "").LastOrDefault(name => name.Length > 0);
        return $"{TypeNames.FullName(metadata, type)}.{written ?? names[0]}";
    }

    [GeneratedRegex("^<+([^<>]+)>")]
    private static partial Regex WrittenName();

    /// <summary>Names types as they stand in metadata.</summary>
    private sealed class TypeNames(bool full) : ISignatureTypeProvider<string, object?>
    {
        public static TypeNames Full { get; } = new(true);

        public static TypeNames Short { get; } = new(false);

        public static string FullName(MetadataReader metadata, TypeReferenceHandle handle)
        {
            var type = metadata.GetTypeReference(handle);
            var name = metadata.GetString(type.Name);
            return type.ResolutionScope.Kind is HandleKind.TypeReference
                ? $"{FullName(metadata, (TypeReferenceHandle)type.ResolutionScope)}.{name}"
                : type.Namespace.IsNil ? name : $"{metadata.GetString(type.Namespace)}.{name}";
        }

        public static string FullName(MetadataReader metadata, TypeDefinition type)
        {
            var name = metadata.GetString(type.Name);
            return type.GetDeclaringType() is { IsNil: false } outer
                ? $"{FullName(metadata, metadata.GetTypeDefinition(outer))}.{name}"
                : type.Namespace.IsNil ? name : $"{metadata.GetString(type.Namespace)}.{name}";
        }

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
            full ? FullName(reader, handle) : reader.GetString(reader.GetTypeReference(handle).Name);

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            full ? FullName(reader, reader.GetTypeDefinition(handle)) : reader.GetString(reader.GetTypeDefinition(handle).Name);

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => genericType;

        public string GetSZArrayType(string elementType) => $"{elementType}[]";

        public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

        public string GetByReferenceType(string elementType) => $"{elementType}&";

        public string GetPointerType(string elementType) => $"{elementType}*";

        public string GetPinnedType(string elementType) => elementType;

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "function";

        public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

        public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";
    }
}
